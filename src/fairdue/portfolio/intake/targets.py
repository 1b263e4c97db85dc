"""From a compiled value to one of our columns: units, lengths, allowed words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from django.utils.translation import gettext as _

from fairdue.kernel.money import MINOR_DIGITS
from fairdue.portfolio.intake.expressions.compile import shown_as_text
from fairdue.portfolio.intake.expressions.values import NUMBER_TYPE, Issue, Kind, Value

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
}
"""Most characters a text column may have."""

WORDS = {
    "currency": tuple(MINOR_DIGITS),
    "usage": ("no_use", "paid_in_full", "revolving", "late"),
}
"""Texts a column may have."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished column, the issues of the rows it fails, and where its value came from."""

    target: str
    expr: pl.Expr
    issues: tuple[Issue, ...]
    value: Value

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
    target: str,
    kind: pl.DataType,
    value: Value,
    *,
    currency: pl.Expr | None,
    unit: str,
    rounded: bool,
    required: bool,
) -> Made:
    """The column `target`. `currency` is the row's, for amounts in major units."""
    if isinstance(kind, pl.Int64):
        expr, issues = _amount(target, value, currency if unit == "major" else None, rounded)
    elif isinstance(kind, pl.Int16):
        expr, issues = _count(target, value)
    elif isinstance(kind, pl.String):
        expr, issues = _text(target, value)
    else:
        expr, issues = value.expr, ()
    found = (*value.issues, *issues)
    if required:
        bad = expr.is_null()
        for issue in found:
            bad = bad & issue.bad.fill_null(False).not_()
        found = (*found, _issue(target, value, bad, _("is required and missing"), empty=True))
    return Made(target, expr, found, value)


def _issue(target: str, value: Value, bad: pl.Expr, reason: str, empty: bool = False) -> Issue:
    label = value.raw.label if value.raw else target
    shown = pl.lit(None, dtype=pl.String) if empty else shown_as_text(value)
    if value.raw and not empty:
        shown = pl.col(value.raw.key)
    return Issue(bad, label, shown, reason, value.raw)


def _amount(
    target: str, value: Value, currency: pl.Expr | None, rounded: bool
) -> tuple[pl.Expr, tuple[Issue, ...]]:
    minor = value.expr if currency is None else value.expr * _minor_per_major(currency)
    if rounded:
        minor = minor.round(0, mode="half_away_from_zero")
    whole = minor.cast(pl.Int64, strict=False)
    broken = whole.cast(NUMBER_TYPE) != minor
    reason = (
        _("has a fraction, but the unit is minor")
        if currency is None
        else _("has more decimal places than the currency; write `round: yes` if that is meant")
    )
    too_large = minor.is_not_null() & whole.is_null()
    return whole, (
        _issue(target, value, broken, reason),
        _issue(target, value, too_large, _("is too large for an amount")),
    )


def _minor_per_major(currency: pl.Expr) -> pl.Expr:
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
    limit = LENGTHS[target]
    reason = _("is longer than %(limit)s characters") % {"limit": limit}
    too_long = expr.str.len_bytes() > limit
    if target in ("name", "address", "product"):
        too_long = expr.str.len_chars() > limit
    return expr, (_issue(target, value, too_long, reason),)
