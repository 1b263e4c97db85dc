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


def read_facts(night: Night) -> tuple[int, int]:
    """The day's accounts as intake left them; refuses doubles and missing values."""
    path = night.lake.file(portfolio.DATASET, night.as_of, "accounts")
    accounts = pl.read_parquet(path).select(*portfolio.ACCOUNTS)
    doubled = accounts.height - accounts["account_ref"].n_unique()
    if doubled:
        raise NightError(f"{path} names {doubled} accounts more than once; take the day in again")
    missing = {name: accounts[name].null_count() for name in NEVER_NULL}
    if any(missing.values()):
        gaps = ", ".join(f"{count} in {name}" for name, count in missing.items() if count)
        raise NightError(f"{path} has missing values: {gaps}; take the day in again")
    night.frames["accounts"] = accounts
    night.figures["accounts"] = accounts.height
    return accounts.height, accounts.height
