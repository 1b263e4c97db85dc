"""From a compiled value to one of our columns: units, lengths, allowed words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from django.utils.translation import gettext as _

from fairdue.kernel.money import MINOR_DIGITS
from fairdue.portfolio.intake.expressions.compile import shown_as_text
from fairdue.portfolio.intake.expressions.values import NUMBER_TYPE, Issue, Kind, Value
from fairdue.portfolio.rules.law import JURISDICTIONS, zone_names

LENGTHS = {
    "account_ref": 64,
    "customer_ref": 64,
    "payment_ref": 80,
    "product": 40,
    "language": 10,
    "name": 80,
    "id_number": 40,
    "phone_1": 40,
    "phone_2": 40,
    "phone_3": 40,
    "email": 120,
    "address": 500,
    "region": 20,
}
"""Most characters a text column may have."""

WORDS = {
    "currency": tuple(MINOR_DIGITS),
    "usage": ("no_use", "paid_in_full", "revolving", "late"),
    "jurisdiction": JURISDICTIONS,
}
"""Texts a column may have."""


MINOR, WHOLE, FACTOR = "#minor:", "#made:", "#factor"
"""Columns computed once on the way: an amount in minor units, a finished column, and how many
minor units a row's currency has to one major unit."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished column, the issues of the rows it fails, and where its value came from.

    `minor` is an amount before it is made whole; to be computed before `expr`, as `MINOR` +
    target. `expr` is to be computed before the issues, as `WHOLE` + target.
    """

    target: str
    expr: pl.Expr
    issues: tuple[Issue, ...]
    value: Value
    required: bool
    minor: pl.Expr | None = None

    @property
    def label(self) -> str:
        """How a reader of the rejects finds it: the issuer's own column if it is a bare one."""
        return self.value.raw.label if self.value.raw else self.target


def kind_of(kind: pl.DataType) -> Kind:
    """The kind of value a column of ours is made of."""
    if isinstance(kind, pl.String):
        return Kind.TEXT
    if isinstance(kind, pl.Date):
        return Kind.DATE
    return Kind.TRUTH if isinstance(kind, pl.Boolean) else Kind.NUMBER


def make(
    target: str, kind: pl.DataType, value: Value, *, unit: str, rounded: bool, required: bool
) -> Made:
    """The column `target`. Amounts in major units are multiplied by the column FACTOR."""
    minor = None
    if isinstance(kind, pl.Int64):
        minor = value.expr * pl.col(FACTOR) if unit == "major" else value.expr
        if rounded:
            minor = minor.round(0, mode="half_away_from_zero")
        expr = pl.col(MINOR + target).cast(pl.Int64, strict=False)
        issues = _amount_issues(target, value, unit)
    elif isinstance(kind, pl.Int16):
        expr, issues = _count(target, value)
    elif isinstance(kind, pl.String):
        expr, issues = _text(target, value)
    else:
        expr, issues = value.expr, ()
    return Made(target, expr, (*value.issues, *issues), value, required, minor)


def missing(made: Made) -> Issue:
    """The issue of a required column that is empty for no other reason."""
    raw = made.value.raw
    bad = pl.col(WHOLE + made.target).is_null()
    nothing = pl.lit(None, dtype=pl.String)
    return Issue(bad, made.label, nothing, _("is required and missing"), raw)


def _issue(target: str, value: Value, bad: pl.Expr, reason: str) -> Issue:
    if value.raw is None:
        return Issue(bad, target, shown_as_text(value), reason)
    return Issue(bad, value.raw.label, pl.col(value.raw.key), reason, value.raw)


def _amount_issues(target: str, value: Value, unit: str) -> tuple[Issue, ...]:
    minor, whole = pl.col(MINOR + target), pl.col(WHOLE + target)
    reason = (
        _("has more decimal places than the currency; write `round: yes` if that is meant")
        if unit == "major"
        else _("has a fraction, but the unit is minor")
    )
    return (
        _issue(target, value, whole.cast(NUMBER_TYPE) != minor, reason),
        _issue(target, value, minor.is_not_null() & whole.is_null(), _("is too large")),
    )


def minor_per_major(currency: pl.Expr) -> pl.Expr:
    """100 for currencies with two decimal places, 1 for those with none; null for unknown."""
    factor = pl.lit(None, dtype=NUMBER_TYPE)
    for digits in sorted(set(MINOR_DIGITS.values())):
        codes = [code for code, known in MINOR_DIGITS.items() if known == digits]
        power = pl.lit(Decimal(10) ** digits, dtype=NUMBER_TYPE)
        factor = pl.when(currency.is_in(codes)).then(power).otherwise(factor)
    return factor


def _count(target: str, value: Value) -> tuple[pl.Expr, tuple[Issue, ...]]:
    whole = value.expr.cast(pl.Int16, strict=False)
    bad = value.expr.is_not_null() & (
        whole.is_null() | (whole.cast(NUMBER_TYPE) != value.expr) | (whole < 0)
    )
    reason = _("is not a whole number from 0 to 32767")
    return pl.when(bad.not_()).then(whole), (_issue(target, value, bad, reason),)


def _text(target: str, value: Value) -> tuple[pl.Expr, tuple[Issue, ...]]:
    expr = value.expr
    if value.raw is None:
        expr = pl.when(expr != "").then(expr)
    if target in WORDS:
        reason = _("is none of %(words)s") % {"words": ", ".join(WORDS[target])}
        return expr, (_issue(target, value, expr.is_in(WORDS[target]).not_(), reason),)
    if target == "card_last4":
        bad = expr.str.contains(r"^[0-9]{4}$").not_()
        reason = _("is not four digits; a whole card number is never taken in: right(…, 4)")
        return expr, (_issue(target, value, bad, reason),)
    if target == "time_zones":
        return _zones(target, value, expr)
    limit = LENGTHS[target]
    reason = _("is longer than %(limit)s characters") % {"limit": limit}
    too_long = expr.str.len_bytes() > limit
    if target in ("name", "address", "product", "region"):
        too_long = expr.str.len_chars() > limit
    return expr, (_issue(target, value, too_long, reason),)


def _zones(target: str, value: Value, expr: pl.Expr) -> tuple[pl.Expr, tuple[Issue, ...]]:
    """The zones in order, each once: the same evidence always makes the same text."""
    one = pl.element()
    names = expr.str.split(" ").list.eval(one.filter(one != ""))
    bad = names.list.eval(one.is_in(sorted(zone_names())).not_()).list.any()
    text = names.list.unique().list.sort().list.join(" ")
    reason = _("is no time zone of a place, such as America/New_York; EST knows no summer time")
    return pl.when(text != "").then(text), (_issue(target, value, bad, reason),)
