"""What is known of each past-due account on a day, as the numbers that scores are computed from.

Pure: everything comes from the frames handed in, and whatever in them happened after the day is
left out, so a past day is seen as it was seen then. Only accounts with bucket >= 1 are looked at,
so the frames that come out are a small part of the portfolio.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from fairdue.strategy.rules.features import FEATURES

LOOK_BACK_DAYS = 90
MONTH_DAYS = 30
MONTH_AGO_DAYS = (25, 45)
"""The standing of a month ago is the newest that is so many days old."""

KEYS: dict[str, pl.DataType] = {"account_ref": pl.String(), "customer_ref": pl.String()}
COLUMNS: dict[str, pl.DataType] = {**KEYS, **{code: pl.Float32() for code in FEATURES}}
"""One row per past-due account, in account_ref order. Null means not known."""

CONTACTS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "contacted_on": pl.Date(),
    "attempts": pl.Int32(),
    "talks": pl.Int32(),
}
"""Per customer and day: calls and visits, and in how many the customer was talked to."""

PROMISES: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "made_on": pl.Date(),
    "due_on": pl.Date(),
    "settled_on": pl.Date(),
    "state": pl.String(),
    "amount_minor": pl.Int64(),
    "currency": pl.String(),
}
"""Every promise, with what became of it and when; open ones have no `settled_on`."""

BROKEN = ("broken", "partial")
KEPT = ("kept",)


@dataclass(frozen=True, slots=True)
class Known:
    """The frames that a day's features are computed from.

    `standing`, `cases`: of the day (delinquency.columns); `accounts`: the day's file
    (portfolio.columns.ACCOUNTS); `month_ago`: the standing of about a month earlier, if there is
    one; `payments` (portfolio.columns.PAYMENTS) of the last 90 days or more, with the day of the
    file that tells them as `told_on`; `contacts` (CONTACTS), `promises` (PROMISES): of any days.
    """

    standing: pl.LazyFrame
    accounts: pl.LazyFrame
    cases: pl.LazyFrame
    month_ago: pl.LazyFrame | None
    payments: pl.LazyFrame
    contacts: pl.LazyFrame
    promises: pl.LazyFrame


def features(known: Known, as_of: date) -> pl.DataFrame:
    """COLUMNS for every account that is past due on the day."""
    late = known.standing.filter(pl.col("bucket") >= 1).select(
        *("account_ref", "customer_ref", "currency", "total_minor", "past_due_minor", "bucket"),
        *("days_past_due", "cycles_past_due", "suspected_fraud"),
    )
    refs = late.select("account_ref")
    customers = late.select("customer_ref").unique()
    of_account = [
        _given(known.accounts.join(refs, on="account_ref", how="semi"), as_of),
        _paid(known.payments.join(refs, on="account_ref", how="semi"), as_of),
        _month_ago(known.month_ago, refs),
    ]
    of_customer = [
        _case(known.cases.join(customers, on="customer_ref", how="semi"), as_of),
        _contacted(known.contacts.join(customers, on="customer_ref", how="semi"), as_of),
        promised(known.promises.join(customers, on="customer_ref", how="semi"), as_of),
    ]
    both = late
    for frame in of_account:
        both = both.join(frame, on="account_ref", how="left")
    for frame in of_customer:
        both = both.join(frame, on="customer_ref", how="left")
    return (
        both.with_columns(*_derived(as_of))
        .sort("account_ref")
        .select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())
        .collect()
    )


def _derived(as_of: date) -> list[pl.Expr]:
    """Ratios, never amounts: amounts of different currencies would not compare."""
    paid_on = pl.max_horizontal("last_payment_on", "paid_on")
    counted = ("payments_90_days", "contacts_30_days", "talks_30_days")
    of_promises = ("promises_kept", "promises_broken")
    return [
        _ratio("past_due_minor", "total_minor").alias("past_due_to_owed"),
        _ratio("total_minor", "credit_limit_minor").alias("owed_to_limit"),
        _ratio("past_due_minor", "minimum_due_minor").alias("past_due_to_minimum"),
        _ratio(pl.col("paid_minor").fill_null(0), "past_due_minor").alias("paid_to_past_due"),
        _ratio("total_minor", "total_a_month_ago").alias("owed_to_a_month_ago"),
        _days_since(paid_on, as_of).alias("days_since_payment"),
        pl.when(pl.col("promise_currency") == pl.col("currency"))
        .then(_ratio("promised_minor", "past_due_minor"))
        .alias("promised_to_past_due"),
        *(pl.col(name).fill_null(0) for name in (*counted, *of_promises)),
    ]


RATIO_MAX = 20.0


def _ratio(over: str | pl.Expr, under: str) -> pl.Expr:
    """A ratio, capped; unknown where nothing stands below the line."""
    above = pl.col(over) if isinstance(over, str) else over
    below = pl.col(under)
    return pl.when(below > 0).then((above / below).clip(-RATIO_MAX, RATIO_MAX))


def _days_since(moment: str | pl.Expr, as_of: date) -> pl.Expr:
    day = pl.col(moment) if isinstance(moment, str) else moment
    return (pl.lit(as_of) - day).dt.total_days()


def _given(accounts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """What the day's file says. A payment or statement dated later is not known yet."""
    opened = pl.col("opened_on")
    months = 12 * (as_of.year - opened.dt.year()) + (as_of.month - opened.dt.month().cast(pl.Int32))
    return accounts.select(
        "account_ref",
        "credit_limit_minor",
        "minimum_due_minor",
        (months - (opened.dt.day() > as_of.day).cast(pl.Int32)).alias("months_on_book"),
        pl.when(pl.col("statement_on") <= as_of)
        .then(_days_since("statement_on", as_of))
        .alias("days_since_statement"),
        pl.when(pl.col("last_payment_on") <= as_of)
        .then(pl.col("last_payment_on"))
        .alias("last_payment_on"),
    )


def _paid(payments: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Payments of the last 90 days; reversals are negative and count as such."""
    since = as_of - timedelta(days=LOOK_BACK_DAYS)
    return (
        told_last(payments)
        .filter(pl.col("paid_on") > since, pl.col("paid_on") <= as_of)
        .group_by("account_ref")
        .agg(
            pl.col("amount_minor").sum().alias("paid_minor"),
            (pl.col("amount_minor") > 0).sum().alias("payments_90_days"),
            pl.col("paid_on").filter(pl.col("amount_minor") > 0).max().alias("paid_on"),
        )
    )


def told_last(payments: pl.LazyFrame) -> pl.LazyFrame:
    """Each payment once, as the newest file (`told_on`) has it."""
    return payments.group_by("account_ref", "payment_ref").agg(
        pl.col("paid_on", "amount_minor").sort_by("told_on").last()
    )


def _month_ago(standing: pl.LazyFrame | None, refs: pl.LazyFrame) -> pl.LazyFrame:
    if standing is None:
        unknown = (("bucket_a_month_ago", pl.Int16), ("total_a_month_ago", pl.Int64))
        return refs.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in unknown)
    return standing.join(refs, on="account_ref", how="semi").select(
        "account_ref",
        pl.col("bucket").alias("bucket_a_month_ago"),
        pl.col("total_minor").alias("total_a_month_ago"),
    )


def _case(cases: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    return cases.select(
        "customer_ref",
        "bucket_at_entry",
        "worst_bucket",
        "re_default",
        "accounts_past_due",
        (pl.col("ordinal") - 1).alias("times_before"),
        _days_since("opened_on", as_of).alias("days_in_case"),
    )


def _contacted(contacts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    recent = pl.col("contacted_on") > as_of - timedelta(days=MONTH_DAYS)
    return (
        contacts.filter(pl.col("contacted_on") <= as_of)
        .group_by("customer_ref")
        .agg(
            pl.col("attempts").filter(recent).sum().alias("contacts_30_days"),
            pl.col("talks").filter(recent).sum().alias("talks_30_days"),
            _days_since(pl.col("contacted_on").filter(pl.col("talks") > 0).max(), as_of).alias(
                "days_since_talk"
            ),
        )
    )


def promised(promises: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Per customer: promises kept and broken by the day, and the one that is running, if any."""
    settled = pl.col("settled_on") <= as_of
    running = pl.col("settled_on").is_null() | (pl.col("settled_on") > as_of)
    return (
        promises.filter(pl.col("made_on") <= as_of)
        .sort("customer_ref", "made_on", "due_on", "amount_minor")
        .group_by("customer_ref")
        .agg(
            (settled & pl.col("state").is_in(KEPT)).sum().alias("promises_kept"),
            (settled & pl.col("state").is_in(BROKEN)).sum().alias("promises_broken"),
            (pl.col("due_on").filter(running).last() - pl.lit(as_of))
            .dt.total_days()
            .alias("promise_days_left"),
            pl.col("amount_minor").filter(running).last().alias("promised_minor"),
            pl.col("currency").filter(running).last().alias("promise_currency"),
        )
    )
