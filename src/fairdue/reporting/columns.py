"""Where each account of the portfolio went between two days, over everyone at once, and the sums
that figures are made of.
"""

from __future__ import annotations

import polars as pl

ROWS_AT_ONCE = 200_000
"""Accounts of the earlier day that are matched at a time."""
NEEDED = ("account_ref", "currency", "bucket", "total_minor")

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


def bucket_sums(day: pl.LazyFrame) -> pl.DataFrame:
    """currency, bucket, accounts, total_minor: a row for each that has accounts, in order."""
    found = day.group_by("currency", "bucket").agg(
        pl.len().cast(pl.Int64).alias("accounts"), pl.col("total_minor").sum()
    )
    return found.sort("currency", "bucket").collect()


def move_sums(
    earlier: pl.LazyFrame, later: pl.LazyFrame, rows_at_once: int = ROWS_AT_ONCE
) -> pl.DataFrame:
    """`moves` added up: currency, from_bucket, to, accounts, owing_accounts (of those that owed
    something), owed_minor; a row for each that has accounts, in order.

    Matched a stretch of the earlier day at a time against the accounts of the later one between
    its first and last reference. That is right for rows in any order, and quick for files in
    account_ref order, as the night writes them: of the later file only the groups of rows that
    overlap are read, and what is matched fits the processor's cache.
    """
    number = int(earlier.select(pl.len()).collect().item())
    parts = []
    for offset in range(0, max(number, 1), rows_at_once):
        stretch = earlier.select(NEEDED).slice(offset, rows_at_once).collect()
        first, last = (pl.lit(end, pl.String) for end in _ends(stretch["account_ref"]))
        among = later.select(NEEDED).filter(pl.col("account_ref").is_between(first, last))
        parts.append(_added_up(moves(stretch.lazy(), among)).collect())
    cells = ["currency", "from_bucket", "to"]
    return pl.concat(parts).group_by(cells).agg(pl.all().sum()).sort(cells)


def _ends(refs: pl.Series) -> tuple[str | None, str | None]:
    first, last = refs.min(), refs.max()
    return (None, None) if first is None else (str(first), str(last))


def _added_up(moved: pl.LazyFrame) -> pl.LazyFrame:
    return moved.group_by("currency", "from_bucket", "to").agg(
        pl.len().cast(pl.Int64).alias("accounts"),
        (pl.col("total_minor") > 0).sum().cast(pl.Int64).alias("owing_accounts"),
        pl.col("owed_minor").sum(),
    )
