"""What every case could get: what each treatment is worth, and which the law keeps from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import polars as pl

from fairdue.strategy.columns.allocation.words import CONTACTS, NOT_JUDGED, WANTED
from fairdue.strategy.rules.worth import (
    BUCKET_MAX,
    CHANNELS,
    DUE_READ_MAX,
    INSTEAD,
    MESSAGE,
    PERMILLE,
    TREATMENTS,
    Worths,
)


def wanted(
    case_decisions: pl.DataFrame,
    decisions: pl.DataFrame,
    lawful: pl.DataFrame,
    places: pl.DataFrame,
    worths_on: Worths,
) -> pl.DataFrame:
    """WANTED for every case with a decision, in customer_ref order.

    From the night's CASE_DECISIONS and DECISIONS, `lawful` (contact.columns.LAWFUL), and `places`:
    customer_ref with PLACE, of those of whom something is known.
    """
    judged = [name for name in lawful.columns if name.startswith("may_")]
    because = [name for name in lawful.columns if name.endswith("_because")]
    return (
        case_decisions.rename({"treatment": "decided", "priority": "rank"})
        .join(worths(decisions, worths_on), on="customer_ref", how="left")
        .join(lawful.select("customer_ref", *judged, *because), on="customer_ref", how="left")
        .join(places, on="customer_ref", how="left")
        .with_columns(
            *(_where_decided(treatment) for treatment in TREATMENTS),
            *(_barred(CHANNELS[name]).alias(f"barred_{name}") for name in CONTACTS),
            _message_by().alias("message_by"),
            pl.col("is_assigned").fill_null(False),
            pl.when(pl.col("language") != "").then(pl.col("language")),
        )
        .sort("customer_ref")
        .select(*WANTED)
        .cast(pl.Schema(WANTED))
    )


def worths(decisions: pl.DataFrame, on: Worths) -> pl.DataFrame:
    """`rules.worth.worth` of every treatment, per customer_ref, from DECISIONS."""
    by_bucket = pl.col("bucket").clip(1, BUCKET_MAX)
    summed = decisions.group_by("customer_ref").agg(
        _open_minor(on).sum().clip(upper_bound=on.due_max_minor).alias("moved"),
        pl.col("bucket").max(),
    )
    return summed.select(
        "customer_ref",
        *(
            (pl.col("moved") * _looked_up(by_bucket, on.uplift_permille[treatment]) // PERMILLE)
            .sub(on.cost_minor[treatment])
            .cast(pl.Int32)
            .alias(f"worth_{treatment}")
            for treatment in TREATMENTS
        ),
    )


def _open_minor(on: Worths) -> pl.Expr:
    """As `rules.worth.open_minor`."""
    weight = pl.col("currency").replace_strict(
        on.weight_permille, default=PERMILLE, return_dtype=pl.Int64
    )
    minor = pl.col("past_due_minor").clip(0, DUE_READ_MAX) * weight // PERMILLE
    scored = pl.max_horizontal("will_pay", "will_cure").cast(pl.Int64)
    usual = _looked_up(pl.col("bucket").clip(1, BUCKET_MAX), on.pays_permille)
    chance = pl.coalesce(scored, usual)
    openness = 4 * chance * (PERMILLE - chance) // PERMILLE
    return minor.clip(upper_bound=on.due_max_minor) * openness // PERMILLE


def _looked_up(bucket: pl.Expr, table: Mapping[int, int]) -> pl.Expr:
    return bucket.replace_strict(table, return_dtype=pl.Int64)


def _where_decided(treatment: str) -> pl.Expr:
    """The worth where the table's decision leaves room for this treatment."""
    by = [decided for decided, instead in INSTEAD.items() if treatment in instead]
    return pl.when(pl.col("decided").is_in(by)).then(pl.col(f"worth_{treatment}"))


def _message_by() -> pl.Expr:
    """The first lawful channel of a message; null where there is none."""
    return pl.coalesce(
        pl.when(pl.col(f"may_{name}")).then(pl.lit(name)) for name in CHANNELS[MESSAGE]
    )


def _barred(channels: tuple[str, ...]) -> pl.Expr:
    """Why none of these channels is lawful: the first one's reason; null where one is.

    Nothing is lawful for a customer of whom the night couldn't tell.
    """
    may = [pl.col(f"may_{name}").fill_null(False) for name in channels]
    why = [pl.col(f"{name}_because") for name in channels]
    lawful = reduce(lambda one, other: one | other, may)
    return pl.when(~lawful).then(pl.coalesce(*why, pl.lit(NOT_JUDGED)))
