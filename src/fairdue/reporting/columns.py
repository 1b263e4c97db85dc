"""Where each account of the portfolio went between two days, over everyone at once."""

from __future__ import annotations

import polars as pl

BUCKETS = tuple(range(8))
"""M0 to M7."""

PAID_OFF = "paid_off"
VANISHED = "vanished"
DESTINATIONS = (*(str(bucket) for bucket in BUCKETS), PAID_OFF, VANISHED)
"""States an account may be in on the later day, in the matrix's order of columns."""


def moves(earlier: pl.LazyFrame, later: pl.LazyFrame) -> pl.LazyFrame:
    """One row per account of the earlier day, with the state it is in on the later.

    Both frames need account_ref, currency, bucket, total_minor (and days_past_due, passed on).
    Gives account_ref, currency, from_bucket, to (one of DESTINATIONS), owed_minor (what was owed
    on the earlier day, never below 0), total_minor (earlier) and later_minor (null: vanished).
    Every account of the earlier day is in exactly one row.
    """
    before = earlier.select(
        "account_ref",
        "currency",
        pl.col("bucket").cast(pl.Int8).alias("from_bucket"),
        pl.col("total_minor"),
    )
    after = later.select(
        "account_ref",
        "currency",
        pl.col("bucket").cast(pl.Int8).alias("to_bucket"),
        pl.col("total_minor").alias("later_minor"),
    )
    owes_nothing = (pl.col("from_bucket") > 0) & (pl.col("later_minor") <= 0)
    destination = (
        pl.when(pl.col("to_bucket").is_null())
        .then(pl.lit(VANISHED))
        .when((pl.col("to_bucket") == 0) & owes_nothing)
        .then(pl.lit(PAID_OFF))
        .otherwise(pl.col("to_bucket").cast(pl.String))
    )
    return (
        before.join(after, on=["account_ref", "currency"], how="left")
        .with_columns(
            destination.alias("to"), pl.col("total_minor").clip(lower_bound=0).alias("owed_minor")
        )
        .drop("to_bucket")
    )


def is_cured() -> pl.Expr:
    """True for a destination that counts as a cure: current again, or nothing owed any more."""
    return pl.col("to").is_in(["0", PAID_OFF])


def has_entered() -> pl.Expr:
    """True for a destination that is past due."""
    return ~pl.col("to").is_in(["0", PAID_OFF, VANISHED])
