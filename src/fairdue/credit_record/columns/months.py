"""The months of every account at once, and what the lake keeps of each month.

Tests prove that these expressions agree with `rules.months`.

Lake dataset, a folder per month, named by its last calendar day:

`credit_months/…/months.parquet`  one row per account known within MONTHS_KEPT months, in
                                  account_ref order
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

import narwhals as nw
import polars as pl

from fairdue.credit_record.rules.metro2 import STATUS_BY_DAYS
from fairdue.credit_record.rules.months import (
    DAYS_OF_A_CYCLE,
    MONTHS_KEPT,
    NOT_USED,
    UNKNOWN_METRO2,
    UNKNOWN_PBOC,
)
from fairdue.credit_record.rules.pboc_status import WORST_DIGIT
from fairdue.kernel.calendars import add_months

DATASET = "credit_months"
FILE = "months"
MADE_FROM = "figures_of"
"""In a month's manifest: the night whose figures it has."""

MONTHS: dict[str, pl.DataType] = {
    "account_ref": pl.String(),
    "customer_ref": pl.String(),
    "currency": pl.String(),
    "present_on": pl.Date(),
    "total_minor": pl.Int64(),
    "past_due_minor": pl.Int64(),
    "days_past_due": pl.Int32(),
    "cycles_past_due": pl.Int16(),
    "five_class": pl.Int16(),
    "first_missed_on": pl.Date(),
    "metro2_status": pl.String(),
    "metro2_history": pl.String(),
    "pboc_status": pl.String(),
    "pboc_history": pl.String(),
}
"""`present_on`: the last month in which the issuer's file had the account; one that isn't this
month's has no figures. `days_past_due` as reported (`rules.months.reported_days`).
`first_missed_on`: null where current, or not known. Histories have the newest month, this one, in
front and end with the account's first known month."""

Frame = nw.LazyFrame[Any]
_NO_TEXT = nw.lit("")


def close_month(
    standing: Frame, accounts: Frame, before: Frame, cured: Frame, month: date, missed: int
) -> Frame:
    """MONTHS of a month, unordered.

    `standing` and `accounts` (of portfolio.columns) are of the month's last night, `before` is
    MONTHS of the month closed last, `missed` months earlier and one; `cured` names in account_ref
    those who were current on some night since.
    """
    used = accounts.select("account_ref", nw.col("usage").fill_null("").alias("usage"))
    now = standing.select(
        "account_ref", "customer_ref", "currency", "total_minor", "past_due_minor",
        "days_past_due", "cycles_past_due", "five_class", "oldest_unmet_due_on",
    ).join(used, on="account_ref", how="left")  # fmt: skip
    now = now.with_columns(
        _reported_days().cast(nw.Int32).alias("days_past_due"),
        nw.lit(month).cast(nw.Date).alias("present_on"),
    ).with_columns(*_codes())
    marked = cured.select("account_ref", nw.lit(value=True).alias("was_current"))
    earlier = before.select(
        nw.col("account_ref").alias("ref_before"),
        nw.col("customer_ref").alias("customer_before"),
        nw.col("currency").alias("currency_before"),
        nw.col("present_on").alias("present_before"),
        nw.col("first_missed_on").alias("missed_before"),
        nw.col("metro2_history").alias("metro2_before"),
        nw.col("pboc_history").alias("pboc_before"),
    ).with_columns(nw.col("ref_before").alias("account_ref"))
    both = (
        now.with_columns(nw.col("account_ref").alias("ref_now"))
        .join(earlier, on="account_ref", how="full", suffix="_earlier")
        .with_columns(nw.coalesce("ref_now", "ref_before").alias("account_ref"))
        .join(marked, on="account_ref", how="left")
    )
    return (
        both.with_columns(
            nw.coalesce("customer_ref", "customer_before").alias("customer_ref"),
            nw.coalesce("currency", "currency_before").alias("currency"),
            nw.coalesce("present_on", "present_before").alias("present_on"),
            _first_missed().alias("first_missed_on"),
            _carried("metro2", UNKNOWN_METRO2, missed),
            _carried("pboc", UNKNOWN_PBOC, missed),
        )
        .filter(nw.col("present_on") > nw.lit(add_months(month, -MONTHS_KEPT)))
        .select(*MONTHS)
    )


def late_then_and_now(standing: Frame, before: Frame) -> Frame:
    """account_ref of those late at the end of both months: only theirs can have been cured
    between without it showing.
    """
    late = standing.filter((nw.col("bucket") >= 1) & ~nw.col("oldest_unmet_due_on").is_null())
    known = before.filter(~nw.col("first_missed_on").is_null()).select("account_ref")
    return late.select("account_ref").join(known, on="account_ref", how="semi")


def current_on_a_night(standings: list[Frame], among: Frame) -> Frame:
    """account_ref of those in `among` who were current on one of some nights."""
    nights = [
        each.filter(nw.col("bucket") == 0)
        .select("account_ref")
        .join(among, on="account_ref", how="semi")
        for each in standings
    ]
    return nw.concat(nights).unique("account_ref")


def _reported_days() -> nw.Expr:
    cycles = nw.col("cycles_past_due").cast(nw.Int32)
    fewest = nw.when(cycles > 0).then((cycles - 1) * DAYS_OF_A_CYCLE + 1).otherwise(nw.lit(0))
    days = nw.col("days_past_due")
    given = nw.when(days > 0).then(days).otherwise(nw.lit(0))
    return nw.when(days.is_null()).then(fewest).otherwise(given)


def _codes() -> list[nw.Expr]:
    days, cycles = nw.col("days_past_due"), nw.col("cycles_past_due")
    status: nw.Expr = nw.lit(STATUS_BY_DAYS[0][1])
    character: nw.Expr = nw.lit("0")
    for number, (first_day, code) in enumerate(STATUS_BY_DAYS[1:], 1):
        status = nw.when(days >= first_day).then(nw.lit(code)).otherwise(status)
        character = nw.when(days >= first_day).then(nw.lit(str(number))).otherwise(character)
    nothing_owed = nw.col("total_minor") <= 0
    unused = nothing_owed & nw.col("usage").is_in(["", NOT_USED]) & (cycles <= 0)
    missed = reduce(
        lambda other, count: nw.when(cycles >= count).then(nw.lit(str(count))).otherwise(other),
        range(1, WORST_DIGIT + 1),
        nw.when(unused).then(nw.lit("*")).otherwise(nw.lit("N")),
    )
    clear = (days <= 0) & nothing_owed
    return [
        status.alias("metro2_status"),
        nw.when(clear).then(nw.lit("E")).otherwise(character).alias("metro2_character"),
        missed.alias("pboc_status"),
        ((days > 0) | (cycles > 0)).alias("late"),
    ]


def _first_missed() -> nw.Expr:
    due, before = nw.col("oldest_unmet_due_on"), nw.col("missed_before")
    anew = before.is_null() | nw.col("was_current").fill_null(value=False)
    goes_on = nw.when(due < before).then(due).otherwise(before)
    nobody = nw.lit(None, dtype=nw.Date)
    late = nw.col("late").fill_null(value=False)
    return nw.when(~late).then(nobody).otherwise(nw.when(anew).then(due).otherwise(goes_on))


def _carried(of: str, unknown: str, missed: int) -> nw.Expr:
    name = "metro2_character" if of == "metro2" else "pboc_status"
    this_month = nw.col(name).fill_null(unknown)
    between = nw.when(nw.col("ref_before").is_null()).then(_NO_TEXT).otherwise(
        nw.lit(unknown * missed)
    )  # fmt: skip
    before = nw.col(f"{of}_before").fill_null("")
    whole = nw.concat_str([this_month, between, before])
    return whole.str.slice(0, MONTHS_KEPT).alias(f"{of}_history")
