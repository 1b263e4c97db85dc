"""An invented portfolio straight into the lake, as intake would leave it, a million at a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

PART_MAX = 1_000_000
"""Accounts that are invented at once; more would not fit into a small machine's memory."""


def write_days(accounts: int, seed: int, as_of: date, scratch: Path) -> list[date]:
    """Two months; gives the days. Each part has a seed and references of its own."""
    from fairdue.engine.lake import lake
    from fairdue.portfolio.columns import DATASET
    from fairdue.portfolio.lake_files import write_persons

    days = write_parts(accounts, seed, as_of, scratch)
    for day in days:
        made_by = {"content_digest": f"bench {accounts} {seed} {day}"}
        with lake().write_day(DATASET, day, made_by) as folder:
            for name in ("accounts", "payments"):
                join_parts(scratch, f"{name}-{day}", folder / f"{name}.parquet")
            write_persons(folder, persons_of(scratch, day))
    shutil.rmtree(scratch)
    return days


def write_parts(accounts: int, seed: int, as_of: date, scratch: Path) -> list[date]:
    import polars as pl

    from fairdue.portfolio.generator.portfolio import snapshots

    scratch.mkdir()
    days: list[date] = []
    for part, begin in enumerate(range(0, accounts, PART_MAX)):
        size = min(PART_MAX, accounts - begin)
        for snapshot in snapshots(size, seed + part, as_of, months=2):
            days = sorted({*days, snapshot.as_of})
            frames = {
                "accounts": the_accounts(snapshot.accounts),
                "payments": the_payments(snapshot.payments),
                "persons": the_persons(snapshot.customers),
            }
            for name, frame in frames.items():
                refs = [column for column in frame.columns if column.endswith("_ref")]
                mine = frame.with_columns(
                    pl.concat_str(pl.lit(f"{part:03d}"), pl.col(ref)).alias(ref) for ref in refs
                )
                mine.write_parquet(scratch / f"{name}-{snapshot.as_of}-{part:03d}.parquet")
    return days


def join_parts(scratch: Path, name: str, path: Path) -> None:
    import polars as pl

    parts = sorted(scratch.glob(f"{name}-*.parquet"))
    pl.scan_parquet(parts).sink_parquet(path, compression="zstd", row_group_size=100_000)


def persons_of(scratch: Path, day: date) -> Iterator[Any]:
    import polars as pl

    for part in sorted(scratch.glob(f"persons-{day}-*.parquet")):
        yield pl.read_parquet(part)


def the_accounts(frame: Any) -> Any:
    import polars as pl

    from fairdue.portfolio.columns import ACCOUNTS

    renamed = frame.rename(
        {"acct_no": "account_ref", "cust_no": "customer_ref", "ccy": "currency"}
        | {"open_date": "opened_on", "stmt_date": "statement_on", "due_date": "due_on"}
        | {"oldest_due_date": "oldest_unmet_due_on", "cycles": "cycles_past_due"}
        | {"last_pay_date": "last_payment_on"}
    )
    amounts = {
        "credit_limit_minor": "credit_limit",
        "total_minor": "balance",
        "principal_minor": "principal",
        "interest_minor": "interest",
        "minimum_due_minor": "min_due",
        "past_due_minor": "past_due",
        "last_payment_minor": "last_pay_amt",
    }
    absent = ("usage", "fees_minor", "instalment_fee_minor")
    return (
        renamed.with_columns(
            *(minor(source).alias(target) for target, source in amounts.items()),
            *(pl.lit(None).alias(name) for name in absent),
            (pl.col("fraud_flag") == "Y").alias("suspected_fraud"),
        )
        .select(pl.col(name).cast(kind) for name, kind in ACCOUNTS.items())
        .sort("account_ref")
    )


def the_payments(frame: Any) -> Any:
    import polars as pl

    from fairdue.portfolio.columns import PAYMENTS

    renamed = frame.rename(
        {"pay_no": "payment_ref", "acct_no": "account_ref", "pay_date": "paid_on"}
        | {"ccy": "currency"}
    )
    return renamed.with_columns(minor("amount").alias("amount_minor")).select(
        pl.col(name).cast(kind) for name, kind in PAYMENTS.items()
    )


def the_persons(frame: Any) -> Any:
    import polars as pl

    from fairdue.portfolio.columns import PERSONS

    renamed = frame.rename(
        {"cust_no": "customer_ref", "id_no": "id_number", "mobile": "phone_1"}
        | {"mobile2": "phone_2", "home_phone": "phone_3"}
    )
    empty = [pl.lit(None).alias(name) for name in PERSONS if name not in renamed.columns]
    return (
        renamed.with_columns(empty)
        .select(pl.col(name).cast(kind) for name, kind in PERSONS.items())
        .sort("customer_ref")
    )


def minor(column: str) -> Any:
    import polars as pl

    return (pl.col(column) * 100).round().cast(pl.Int64)
