"""What the issuer's file says of every account."""

from __future__ import annotations

import polars as pl

from fairdue.nightly.steps.night import Night, NightError
from fairdue.portfolio import columns as portfolio

NEVER_NULL = (
    "account_ref",
    "customer_ref",
    "currency",
    "total_minor",
    "past_due_minor",
    "cycles_past_due",
    "suspected_fraud",
)
MARKED = ("total_minor", "past_due_minor", "last_payment_minor")
"""Columns whose sums, whatever the currencies, tell one day's file from another's."""

OTHER_FILES = ("persons", "payments")
"""What an issuer gives besides the accounts."""


def read_facts(night: Night) -> tuple[int, int]:
    """The day's accounts as intake left them; refuses doubles, disorder and missing values."""
    path = night.lake.file(portfolio.DATASET, night.as_of, "accounts")
    accounts = pl.scan_parquet(path)
    ref = pl.col("account_ref")
    found = accounts.select(
        pl.len().alias("rows"),
        (ref < ref.shift(1)).sum().alias("disordered"),
        (ref == ref.shift(1)).sum().alias("doubled"),
        *(pl.col(name).sum().alias(f"sum_{name}") for name in MARKED),
        *(pl.col(name).null_count() for name in NEVER_NULL),
    ).collect(engine="streaming")
    counted = found.row(0, named=True)
    rows, disordered, doubled = (counted.pop(name) for name in ("rows", "disordered", "doubled"))
    sums = [counted.pop(f"sum_{name}") for name in MARKED]
    if doubled:
        raise NightError(f"{path} names {doubled} accounts more than once; take the day in again")
    if disordered:
        raise NightError(f"{path} is not in account_ref order; take the day in again")
    if any(counted.values()):
        gaps = ", ".join(f"{count} in {name}" for name, count in counted.items() if count)
        raise NightError(f"{path} has missing values: {gaps}; take the day in again")
    night.files["accounts"] = path
    night.figures["accounts"] = rows
    night.mark = " ".join(str(number) for number in (rows, *sums))
    night.missing |= {name for name in OTHER_FILES if not path.with_stem(name).exists()}
    return rows, rows
