"""What compiled expressions are made of, and how an issuer's text becomes a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import polars as pl
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.mapping.formats import Format, date_pattern

NUMBER_TYPE = pl.Decimal(38, 6)
"""Numbers are exact, to six places after the point."""

NUMBER_MAX = Decimal(10) ** 15
FIRST_YEAR, LAST_YEAR = 1900, 2999


class Kind(StrEnum):
    """What a value is. An issuer's column is read as whatever the place it stands in needs."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "yes or no"


TYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.NUMBER: NUMBER_TYPE,
    Kind.DATE: pl.Date(),
    Kind.TRUTH: pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column of an issuer's file inside the joined frame, where it is called `key`."""

    source: str
    name: str
    label: str
    format: Format

    @property
    def key(self) -> str:
        """Its name in the joined frame."""
        return column_key(self.source, self.name)


def column_key(source: str, name: str) -> str:
    """The name of a source's column in a joined frame. A source's name has no bar."""
    return f"{source}|{name}"


@dataclass(frozen=True, slots=True)
class Issue:
    """A way in which rows can be wrong: those where `bad` holds, and what to show of them."""

    bad: pl.Expr
    field: str
    shown: pl.Expr
    reason: str
    raw: RawColumn | None = None

    def when(self, condition: pl.Expr) -> Issue:
        """The same, only where the condition holds."""
        return Issue(self.bad & condition, self.field, self.shown, self.reason, self.raw)


@dataclass(frozen=True, slots=True)
class Value:
    """A compiled expression: its kind, its column, its issues; `raw` if it is a bare column."""

    kind: Kind
    expr: pl.Expr
    issues: tuple[Issue, ...] = ()
    raw: RawColumn | None = None


def parse_number(text: pl.Expr, form: Format) -> pl.Expr:
    """Text to exact number by the format's marks; null where it is none, or beyond 10^15."""
    if form.thousands is not None:
        text = _ungrouped(text, form)
    if form.decimal == ",":
        has_point = text.str.contains(".", literal=True)
        commas = text.str.replace(",", ".", literal=True)
        text = pl.when(has_point.not_()).then(commas)
    if form.negative == "trailing":
        text = _signed(text, text.str.ends_with("-"), text.str.strip_suffix("-"))
    elif form.negative == "parentheses":
        inside = text.str.strip_prefix("(").str.strip_suffix(")")
        text = _signed(text, text.str.starts_with("(") & text.str.ends_with(")"), inside)
    number = text.cast(NUMBER_TYPE, strict=False)
    return pl.when(number.abs() <= pl.lit(NUMBER_MAX, dtype=NUMBER_TYPE)).then(number)


def _ungrouped(text: pl.Expr, form: Format) -> pl.Expr:
    """Without thousands marks; null where they don't part groups of three."""
    mark, decimal = _escaped(form.thousands or ""), _escaped(form.decimal)
    grouped = rf"^[-+(]?\d{{1,3}}(?:{mark}\d{{3}})+(?:{decimal}\d*)?[-)]?$"
    bare = text.str.replace_all(form.thousands or "", "", literal=True)
    has_mark = text.str.contains(form.thousands or "", literal=True)
    return pl.when(has_mark.not_() | text.str.contains(grouped)).then(bare)


def _escaped(mark: str) -> str:
    return "\\" + mark if mark == "." else mark


def _signed(text: pl.Expr, negative: pl.Expr, bare: pl.Expr) -> pl.Expr:
    return pl.when(negative).then(pl.concat_str(pl.lit("-"), bare)).otherwise(text)


def parse_date(text: pl.Expr, dates: tuple[str, ...]) -> pl.Expr:
    """Text to date by the first format that fits; null where none does or the year is absurd."""
    tries = [text.str.to_date(date_pattern(form), strict=False) for form in dates]
    found = pl.coalesce(tries) if len(tries) > 1 else tries[0]
    return pl.when(found.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(found)


def parse_truth(text: pl.Expr, form: Format) -> pl.Expr:
    """Text to yes or no by the format's words, letter case ignored; null for any other."""
    words = dict.fromkeys(form.true, True) | dict.fromkeys(form.false, False)
    return text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)


def parsed(raw: RawColumn, kind: Kind) -> pl.Expr:
    """A raw column read as a kind."""
    text = pl.col(raw.key)
    if kind is Kind.NUMBER:
        return parse_number(text, raw.format)
    if kind is Kind.DATE:
        return parse_date(text, raw.format.dates)
    return parse_truth(text, raw.format) if kind is Kind.TRUTH else text


def not_a(kind: Kind, form: Format) -> str:
    """The reason given where a text is no value of the kind."""
    if kind is Kind.DATE:
        return _("is not a date like %(formats)s") % {"formats": _(" or ").join(form.dates)}
    if kind is Kind.TRUTH:
        words = ", ".join((*form.true, *form.false))
        return _("is none of the words for yes and no: %(words)s") % {"words": words}
    example = f"1{form.thousands or ''}234{form.decimal}56"
    return _("is not a number like %(example)s") % {"example": example}
