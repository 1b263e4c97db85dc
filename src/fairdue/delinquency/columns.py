"""The rules of this room for every account at once, and what the night keeps of them per day.

The expressions are narwhals', so the same code runs on Polars, DuckDB and Spark. Tests prove
that they agree with `rules.standing` and `rules.cases`.

Lake datasets, a folder per day:

`standing/…/standing.parquet`  one row per account of the day's file, in account_ref order
`cases/…/cases.parquet`        one row per customer who ever had a case: the latest, in
                               customer_ref order
`cases/…/events.parquet`       what happened to cases on this day, in customer_ref order
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

import narwhals as nw
import polars as pl

from fairdue.delinquency.rules.cases import CURES, Exit, Happening
from fairdue.delinquency.rules.tables import WORST_BUCKET, Tables
from fairdue.engine.dates import day_number
from fairdue.kernel.calendars import add_months

STANDING_DATASET = "standing"
CASES_DATASET = "cases"

STANDING: dict[str, pl.DataType] = {
    "account_ref": pl.String(),
    "customer_ref": pl.String(),
    "currency": pl.String(),
    "total_minor": pl.Int64(),
    "past_due_minor": pl.Int64(),
    "oldest_unmet_due_on": pl.Date(),
    "days_past_due": pl.Int32(),
    "cycles_past_due": pl.Int16(),
    "bucket": pl.Int16(),
    "five_class": pl.Int16(),
    "suspected_fraud": pl.Boolean(),
}
"""Where each account stands. `days_past_due` is null where only cycles are known; `bucket` 0 is
M0 … 7 is M7 and worse; `five_class` 1 (normal) to 5 (loss), null before any table was in force.
An account is past due when bucket >= 1."""

CASES: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "ordinal": pl.Int16(),
    "opened_on": pl.Date(),
    "closed_on": pl.Date(),
    "exit_reason": pl.String(),
    "re_default": pl.Boolean(),
    "bucket_at_entry": pl.Int16(),
    "bucket": pl.Int16(),
    "worst_bucket": pl.Int16(),
    "days_past_due": pl.Int32(),
    "accounts_past_due": pl.Int16(),
    "last_past_due_on": pl.Date(),
}
"""Each customer's latest case, open (`closed_on` null) or closed. `ordinal` counts a customer's
cases from 1, so `ordinal - 1` is how often they were in collections before."""

EVENTS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "ordinal": pl.Int16(),
    "on": pl.Date(),
    "kind": pl.String(),
    "from_bucket": pl.Int16(),
    "to_bucket": pl.Int16(),
}
"""`kind`: entered | rolled | improved | exited. `to_bucket` is null for a customer who is gone."""

TODAY: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "today_bucket": pl.Int16(),
    "today_days": pl.Int32(),
    "today_accounts": pl.Int16(),
    "today_owes": pl.Boolean(),
}

Frame = nw.LazyFrame[Any]
Kind = type[nw.Int16 | nw.Int32 | nw.Date | nw.String | nw.Boolean]
NO_BUCKET = nw.lit(None, dtype=nw.Int16)


def stand(accounts: Frame, as_of: date, tables: Tables) -> Frame:
    """STANDING from the portfolio's ACCOUNTS (portfolio.columns) of a day."""
    due = nw.col("oldest_unmet_due_on")
    elapsed = as_of.toordinal() - day_number("oldest_unmet_due_on")
    excused = (~due.is_null() & (elapsed <= tables.grace_days)) | _tolerated(tables)
    first = accounts.with_columns(
        nw.when(excused.fill_null(False))
        .then(nw.lit(0))
        .otherwise(nw.col("cycles_past_due"))
        .cast(nw.Int16)
        .alias("cycles_past_due"),
        nw.when(excused.fill_null(False)).then(nw.lit(0)).otherwise(elapsed).alias("days"),
    )
    second = first.with_columns(
        nw.when(nw.col("days").is_null() & (nw.col("cycles_past_due") == 0))
        .then(nw.lit(0))
        .otherwise(nw.col("days"))
        .cast(nw.Int32)
        .alias("days_past_due")
    )
    third = second.with_columns(_bucket(tables).cast(nw.Int16).alias("bucket"))
    return third.with_columns(_five_class(tables).alias("five_class")).select(*STANDING)


def customers(standing: Frame) -> Frame:
    """One row per customer (TODAY): the worst of the accounts, how many, whether any owes."""
    late = nw.col("bucket") >= 1
    marked = standing.select(
        "customer_ref",
        "bucket",
        nw.when(late).then(nw.col("days_past_due")).alias("late_days"),
        late.cast(nw.Int16).alias("late"),
        (nw.col("total_minor") > 0).cast(nw.Int16).alias("owing"),
    )
    return (
        marked.group_by("customer_ref")
        .agg(
            nw.col("bucket").max().alias("today_bucket"),
            nw.col("late_days").max().alias("today_days"),
            nw.col("late").sum().alias("today_accounts"),
            nw.col("owing").max().alias("owing"),
        )
        .with_columns(
            nw.col("today_accounts").cast(nw.Int16), (nw.col("owing") > 0).alias("today_owes")
        )
        .select(*TODAY)
    )


def concerned(standing: Frame, cases: Frame) -> Frame:
    """STANDING of the customers whom `advance` must know: past due today, or with an open case."""
    late = standing.filter(nw.col("bucket") >= 1).select("customer_ref")
    with_case = cases.filter(nw.col("closed_on").is_null()).select("customer_ref")
    return standing.join(nw.concat([late, with_case]), on="customer_ref", how="semi")


def advance(cases: Frame, today: Frame, on: date, re_default_months: int) -> Frame:
    """Yesterday's CASES moved on by today's customers (TODAY), with the event beside each.

    `today` must hold every customer who is past due today or has an open case and is in the
    file; others may be left out. Gives CASES plus `kind`, `from_bucket`, `to_bucket`, unordered;
    `kind` is null where nothing happened.
    """
    both = (
        cases.with_columns(nw.col("customer_ref").alias("known"))
        .join(today, on="customer_ref", how="full", suffix="_today")
        .with_columns(
            nw.coalesce("customer_ref", "customer_ref_today").alias("customer_ref"),
            (nw.col("today_bucket") >= 1).fill_null(False).alias("late"),
            (~nw.col("known").is_null() & nw.col("closed_on").is_null()).alias("open"),
        )
        .with_columns(
            (nw.col("late") & ~nw.col("open")).alias("enters"),
            (nw.col("late") & nw.col("open")).alias("stays"),
            (~nw.col("late") & nw.col("open")).alias("leaves"),
        )
    )
    return (
        both.filter(~nw.col("known").is_null() | nw.col("late"))
        .with_columns(*_events())
        .with_columns(*_after(on, re_default_months))
        .select(*CASES, "kind", "from_bucket", "to_bucket")
    )


def _tolerated(tables: Tables) -> nw.Expr:
    """True for a shortfall of no more than the currency's tolerance."""
    past_due = nw.col("past_due_minor")
    small = [
        (nw.col("currency") == currency) & (past_due > 0) & (past_due <= tolerance)
        for currency, tolerance in sorted(tables.tolerance_minor.items())
    ]
    return reduce(lambda one, other: one | other, small, nw.lit(False))


def _bucket(tables: Tables) -> nw.Expr:
    days = nw.col("days_past_due")
    cycles = nw.col("cycles_past_due")
    by_days = reduce(
        lambda total, one: total + one,
        [(days >= edge).cast(nw.Int16) for edge in tables.bucket_from_days],
    )
    by_cycles = nw.when(cycles > WORST_BUCKET).then(nw.lit(WORST_BUCKET)).otherwise(cycles)
    known = nw.max_horizontal(by_days, by_cycles) if tables.worse_of_days_and_cycles else by_days
    return nw.when(days.is_null()).then(by_cycles).otherwise(known)


def _five_class(tables: Tables) -> nw.Expr:
    if not tables.grade_tables:
        return nw.lit(None, dtype=nw.Int16)
    first_of_bucket = reduce(
        lambda other, bucket: (
            nw.when(nw.col("bucket") == bucket)
            .then(nw.lit(tables.days_of(bucket)[0]))
            .otherwise(other)
        ),
        range(1, WORST_BUCKET + 1),
        nw.lit(0),
    )
    days = nw.max_horizontal(nw.col("days_past_due").fill_null(0), first_of_bucket)
    steps = sorted({edge for table in tables.grade_tables for edge, _ in table.from_days})
    grade = reduce(
        lambda other, edge: (
            nw.when(days >= edge).then(nw.lit(int(tables.worst_grade(edge) or 0))).otherwise(other)
        ),
        steps,
        nw.lit(int(tables.worst_grade(0) or 0)),
    )
    if tables.fraud_at_least is not None:
        fraud = nw.max_horizontal(grade, nw.lit(int(tables.fraud_at_least)))
        grade = nw.when(nw.col("suspected_fraud")).then(fraud).otherwise(grade)
    return grade.cast(nw.Int16)


def _events() -> list[nw.Expr]:
    """What happened to each case; computed before the case itself changes."""
    worse = nw.col("stays") & (nw.col("today_bucket") > nw.col("bucket"))
    better = nw.col("stays") & (nw.col("today_bucket") < nw.col("bucket"))
    kinds = [
        (nw.col("enters"), Happening.ENTERED),
        (worse, Happening.ROLLED),
        (better, Happening.IMPROVED),
        (nw.col("leaves"), Happening.EXITED),
    ]
    kind = reduce(
        lambda other, pair: nw.when(pair[0]).then(nw.lit(str(pair[1]))).otherwise(other),
        kinds,
        nw.lit(None, dtype=nw.String),
    )
    moved = worse | better | nw.col("leaves")
    return [
        kind.alias("kind"),
        nw.when(moved).then(nw.col("bucket")).otherwise(NO_BUCKET).alias("from_bucket"),
        nw.when(moved | nw.col("enters"))
        .then(nw.col("today_bucket"))
        .otherwise(NO_BUCKET)
        .alias("to_bucket"),
    ]


def _after(on: date, re_default_months: int) -> list[nw.Expr]:
    """Each case's columns at the end of the day. A case closed before keeps its own values."""
    bucket, days, accounts = (nw.col(f"today_{name}") for name in ("bucket", "days", "accounts"))
    none, zero, today = nw.lit(None, dtype=nw.String), nw.lit(0), nw.lit(on)
    worst = nw.max_horizontal("worst_bucket", "today_bucket")
    no_days = nw.when(bucket.is_null()).then(nw.lit(None, dtype=nw.Int32)).otherwise(zero)
    return [
        _by("ordinal", nw.Int16, enters=nw.col("ordinal").fill_null(0) + 1),
        _by("opened_on", nw.Date, enters=today),
        _by("closed_on", nw.Date, enters=nw.lit(None, dtype=nw.Date), leaves=today),
        _by("exit_reason", nw.String, enters=none, leaves=_exit_reason()),
        _by("re_default", nw.Boolean, enters=_is_re_default(on, re_default_months)),
        _by("bucket_at_entry", nw.Int16, enters=bucket),
        _by("bucket", nw.Int16, enters=bucket, stays=bucket, leaves=zero),
        _by("worst_bucket", nw.Int16, enters=bucket, stays=worst),
        _by("days_past_due", nw.Int32, enters=days, stays=days, leaves=no_days),
        _by("accounts_past_due", nw.Int16, enters=accounts, stays=accounts, leaves=zero),
        _by("last_past_due_on", nw.Date, enters=today, stays=today),
    ]


def _by(
    column: str,
    kind: Kind,
    *,
    enters: nw.Expr,
    stays: nw.Expr | None = None,
    leaves: nw.Expr | None = None,
) -> nw.Expr:
    """A column's value by what happened to the case; unchanged where nothing is given."""
    value: nw.Expr = nw.col(column)
    for name, new in (("enters", enters), ("stays", stays), ("leaves", leaves)):
        if new is not None:
            value = nw.when(nw.col(name)).then(new).otherwise(value)
    return value.cast(kind).alias(column)


def _exit_reason() -> nw.Expr:
    paid_or_settled = (
        nw.when(nw.col("today_owes"))
        .then(nw.lit(str(Exit.PAID)))
        .otherwise(nw.lit(str(Exit.SETTLED)))
    )
    gone = nw.col("today_bucket").is_null()
    return nw.when(gone).then(nw.lit(str(Exit.GONE))).otherwise(paid_or_settled)


def _is_re_default(on: date, months: int) -> nw.Expr:
    cured = nw.col("exit_reason").is_in([str(reason) for reason in sorted(CURES)])
    recent = nw.col("closed_on") >= nw.lit(add_months(on, -months))
    return (cured & recent).fill_null(False)
