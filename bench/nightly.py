"""The night over a million accounts, against a bare copy of the same columns.

    python -m bench.nightly [--accounts 1000000] [--seed 1]

Two months of an invented portfolio in a throw-away data folder with its own PostgreSQL. The
first night loads every customer with something to do for the first time; the second is an
ordinary one a month later. The floor reads the accounts' Parquet and writes it again.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench._installation import throw_away

AS_OF = date(2026, 11, 20)
AT = datetime(2026, 11, 21, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folder = throw_away()
    add_teams()
    begun = time.perf_counter()
    days = write_days(asked.accounts, asked.seed)
    print(f"invented {asked.accounts:,} accounts, two months: {passed(begun):.1f} s")
    floor = measure_floor(days[-1], folder)
    print(f"floor: read and write the accounts of one day: {floor:.2f} s")
    for day, name in zip(days, ("first night", "ordinary night"), strict=True):
        report_night(day, name, floor)


def add_teams() -> None:
    """Those the night gives cases to."""
    from fairdue.people.models import Team

    Team.objects.bulk_create(Team(code=f"team-{number}", name=str(number)) for number in range(4))


def write_days(accounts: int, seed: int) -> list[date]:
    """The invented portfolio straight into the lake, as intake would leave it."""
    from fairdue.engine.lake import lake
    from fairdue.portfolio.columns import DATASET
    from fairdue.portfolio.generator.portfolio import snapshots
    from fairdue.portfolio.lake_files import write_persons

    days = []
    for snapshot in snapshots(accounts, seed, AS_OF, months=2):
        made_by = {"content_digest": f"bench {accounts} {seed} {snapshot.as_of}"}
        with lake().write_day(DATASET, snapshot.as_of, made_by) as folder:
            the_accounts(snapshot.accounts).write_parquet(folder / "accounts.parquet")
            the_payments(snapshot.payments).write_parquet(folder / "payments.parquet")
            write_persons(folder, the_persons(snapshot.customers))
        days.append(snapshot.as_of)
    return days


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


def measure_floor(day: date, folder: Path) -> float:
    """Best of three bare copies: the same columns read and written, nothing decided."""
    import polars as pl

    from fairdue.engine.lake import lake
    from fairdue.portfolio.columns import DATASET

    path = lake().file(DATASET, day, "accounts")
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        pl.read_parquet(path).write_parquet(folder / "copy.parquet", compression="zstd")
        taken.append(passed(begun))
    return min(taken)


def report_night(day: date, name: str, floor: float) -> None:
    from fairdue.nightly.run import run_night

    begun = time.perf_counter()
    report = run_night(day, at=AT)
    whole = passed(begun)
    figures = report.figures
    share = figures["past_due"] / figures["accounts"]
    print(
        f"{name} {day}: {whole:.1f} s, {whole / floor:.1f} times the floor; "
        f"{figures['past_due']:,} accounts past due ({share:.1%}), "
        f"{figures['cases_open']:,} cases, {figures['queued']:,} queued, "
        f"{figures['persons_sealed']:,} persons sealed"
    )
    for step in report.steps:
        print(
            f"  {step.name:<12}{step.rows_out:>11,} rows {step.seconds:>8.2f} s"
            f"{step.seconds / whole:>8.1%}{step.seconds / floor:>8.1f} x"
        )
    rest = whole - report.seconds
    print(f"  {'the rest':<12}{'':>16} {rest:>8.2f} s{rest / whole:>8.1%}{rest / floor:>8.1f} x")


def passed(begun: float) -> float:
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
