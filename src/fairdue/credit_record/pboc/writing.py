"""Writes a monthly file of a whole portfolio by columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from fairdue.credit_record.pboc.layout import (
    DETAIL,
    DETAIL_FIELDS,
    HEADER,
    SEPARATOR,
    TRAILER,
    VERSION,
    Kind,
)
from fairdue.kernel.money import MINOR_DIGITS

_FORBIDDEN = r"[|\x00-\x1f\x7f]"
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
    found = pl.lit(None, pl.String)
    for each in sorted({2, *MINOR_DIGITS.values()}):
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

    Of columns that `texts` made.
    """
    wrong = []
    for field in DETAIL_FIELDS:
        column = pl.col(field.name)
        bad = (column.str.len_chars() > field.width) | column.str.contains(_FORBIDDEN)
        if field.required:
            bad |= column == ""
        if field.codes:
            bad |= (column != "") & ~column.is_in(sorted(field.codes))
        wrong.append(pl.when(bad).then(pl.lit(field.name)))
    return pl.coalesce(wrong)


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
    rows = 0
    head = (HEADER, institution, f"{month:%Y%m%d}", f"{figures_of:%Y%m%d}", str(number), VERSION)
    with target.open("wb") as file:
        file.write(f"{SEPARATOR.join(head)}\n".encode())
        for batch in details.collect_batches(maintain_order=True):
            batch.write_csv(
                file, include_header=False, separator=SEPARATOR, quote_style="never"
            )  # fmt: skip
            rows += batch.height
        file.write(f"{TRAILER}{SEPARATOR}{rows}\n".encode())
    return rows
