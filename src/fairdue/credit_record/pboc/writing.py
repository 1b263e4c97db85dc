"""Writes a monthly file of a whole portfolio by columns."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from fairdue.credit_record.behind import run_one_behind
from fairdue.credit_record.pboc.layout import (
    DETAIL,
    DETAIL_FIELDS,
    HEADER,
    SEPARATOR,
    TRAILER,
    VERSION,
    Field,
    Kind,
)
from fairdue.kernel.money import MINOR_DIGITS

_FORBIDDEN = r"[|\x00-\x1f\x7f]"
_BREAKING = (SEPARATOR, "\n")
_IS_DATE = "%Y%m%d"


def minor_digits() -> pl.Expr:
    """How many digits of amounts in the row's `currency` are minor."""
    currency = pl.col("currency")
    return currency.replace_strict(dict(MINOR_DIGITS), default=2, return_dtype=pl.Int64)


def amount(name: str) -> pl.Expr:
    """A column of minor units as text with the decimals of the row's `currency`.

    By way of decimals: that is many times quicker than cutting texts of digits apart.
    """
    minor, digits = pl.col(name).cast(pl.Int64), minor_digits()
    found = minor.cast(pl.String)
    for each in sorted({2, *MINOR_DIGITS.values()} - {0}):
        decimal = minor.cast(pl.Decimal(38, each)) / 10**each
        found = pl.when(digits == each).then(decimal.cast(pl.String)).otherwise(found)
    return found


def texts() -> list[pl.Expr]:
    """Every detail field as text, of columns that go by the fields' names.

    Amounts are texts already (`amount`), dates are dates.
    """
    found = []
    for field in DETAIL_FIELDS:
        column = pl.lit(DETAIL) if field.name == "record" else pl.col(field.name)
        if field.kind == Kind.DATE:
            column = column.dt.to_string(_IS_DATE)
        found.append(column.cast(pl.String).fill_null("").alias(field.name))
    return found


def unfit() -> pl.Expr:
    """The name of the first field that a row has no fit value for; null where all are fit.

    Of columns that `texts` made: what it wrote of dates and numbers, and `amount` of amounts, can
    only be too long.
    """
    return pl.coalesce(pl.when(_is_unfit(each)).then(pl.lit(each.name)) for each in DETAIL_FIELDS)


def _is_unfit(field: Field) -> pl.Expr:
    column = pl.col(field.name)
    if field.codes:
        known = sorted(field.codes) if field.required else ["", *sorted(field.codes)]
        return ~column.is_in(known)
    bad = column.str.len_chars() > field.width
    if field.kind == Kind.TEXT:
        bad |= column.str.contains(_FORBIDDEN)
    for each in _BREAKING if field.kind == Kind.HISTORY else ():
        bad |= column.str.contains(each, literal=True)  # many times quicker, and codes of our own
    return bad | (column == "") if field.required else bad


def write_month(
    details: pl.LazyFrame,
    target: Path,
    *,
    institution: str,
    month: date,
    figures_of: date,
    number: int,
) -> int:
    """A file of rows that `texts` made, in their order; how many. Raises OSError."""
    numbers: list[int] = []
    head = (HEADER, institution, f"{month:%Y%m%d}", f"{figures_of:%Y%m%d}", str(number), VERSION)
    with target.open("wb") as file:
        file.write(f"{SEPARATOR.join(head)}\n".encode())

        def lines(batch: pl.DataFrame) -> None:
            batch.write_csv(
                file, include_header=False, separator=SEPARATOR, quote_style="never"
            )  # fmt: skip
            numbers.append(batch.height)

        run_one_behind(
            partial(lines, each) for each in details.collect_batches(maintain_order=True)
        )
        rows = sum(numbers)
        file.write(f"{TRAILER}{SEPARATOR}{rows}\n".encode())
    return rows
