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

_FORBIDDEN = r"[|\x00-\x1f\x7f]"
_IS_DATE = "%Y%m%d"


def texts() -> list[pl.Expr]:
    """Every detail field as text, of columns that go by the fields' names.

    Amounts are texts already, dates are dates.
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
