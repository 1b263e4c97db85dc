"""What became of the customers of an experiment, by the arm that treated them and by day.

A customer is in the champion's arm from the first night that decided about them while the
experiment ran, and moves to the challenger's arm in the night in which its share first covered
their place, for good: whatever happens to them later counts for the arm that they were assigned,
also when the experiment pauses or their case closes. A night's arm counts from the next day on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import polars as pl

from fairdue.strategy.rules.experiments import place
from fairdue.strategy.rules.sequences import Day, Moments

EVENTS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "measure": pl.String(),
    "day": pl.Date(),
    "currency": pl.String(),
    "value": pl.Int64(),
}
"""Something that happened to a customer on a day. `value`: minor units of the currency for
payments, points for pressure, else 1."""

MEMBERS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "champion_from": pl.Date(),
    "challenger_from": pl.Date(),
}
"""The night from which each arm treated a customer; null: never."""

AHEAD = timedelta(days=1)


def members(
    seen: Iterable[tuple[date, pl.Series]], shares: Mapping[date, int], seed: str
) -> pl.DataFrame:
    """MEMBERS, in customer_ref order.

    `seen`: the nights in order, each with the customers it decided about; `shares` per mille of
    each of those nights.
    """
    known = pl.DataFrame(schema={**MEMBERS, "place": pl.Int16()})
    for night, refs in seen:
        new = refs.unique().to_frame("customer_ref").join(known, on="customer_ref", how="anti")
        places = [place(seed, ref) for ref in new["customer_ref"].to_list()]
        added = new.with_columns(
            pl.lit(None, pl.Date).alias("champion_from"),
            pl.lit(None, pl.Date).alias("challenger_from"),
            pl.Series("place", places, dtype=pl.Int16),
        )
        known = pl.concat([known, added.select(known.columns)])
        covered = pl.col("place") < shares[night]
        champion, challenger = pl.col("champion_from"), pl.col("challenger_from")
        is_new = champion.is_null() & challenger.is_null()
        decided = pl.col("customer_ref").is_in(refs.implode())
        known = known.with_columns(
            pl.when(is_new & ~covered).then(night).otherwise(champion).alias("champion_from"),
            pl.when(challenger.is_null() & covered & decided)
            .then(night)
            .otherwise(challenger)
            .alias("challenger_from"),
        )
    return known.select(*MEMBERS).sort("customer_ref")


def daily(of: pl.DataFrame, events: pl.DataFrame, measure: str, until: date) -> list[Day]:
    """First events (EVENTS) of each arm's customers by day, from the first night's next day on.

    Whoever had one before, in either arm, is no longer at risk.
    """
    first_night = of.select(pl.min_horizontal("champion_from", "challenger_from").min()).item()
    if first_night is None:
        return []
    entered = pl.min_horizontal("champion_from", "challenger_from")
    happened = events.filter((pl.col("measure") == measure) & (pl.col("value") > 0))
    firsts = (
        of.join(happened, on="customer_ref", how="inner")
        .filter((pl.col("day") > entered) & (pl.col("day") <= until))
        .group_by("customer_ref")
        .agg(pl.col("day").min())
    )
    rows = of.join(firsts, on="customer_ref", how="left")
    moved, day = pl.col("challenger_from"), pl.col("day")
    in_champion = rows.filter(pl.col("champion_from").is_not_null()).select(
        pl.col("champion_from").alias("from"),
        pl.min_horizontal(day, moved).alias("to"),
        (day.is_not_null() & (moved.is_null() | (day <= moved))).alias("had"),
    )
    in_challenger = rows.filter(moved.is_not_null() & (day.is_null() | (day > moved))).select(
        moved.alias("from"), day.alias("to"), day.is_not_null().alias("had")
    )
    days = pl.date_range(first_night + AHEAD, until, "1d", eager=True)
    arms = [_at_risk(one, days) for one in (in_challenger, in_champion)]
    return [
        Day(int(here), int(there), int(here_at_risk), int(there_at_risk))
        for (here, here_at_risk), (there, there_at_risk) in zip(*arms, strict=True)
    ]


def observed(
    of: pl.DataFrame, events: pl.DataFrame, measure: str, until: date, days: int, currency: str = ""
) -> tuple[Moments, Moments]:
    """The challenger's and the champion's sums per customer over the `days` after the arm took
    them on, of those whose days are over. Who moved before they were over counts in the new arm.
    """
    whole = timedelta(days=days)
    happened = events.filter((pl.col("measure") == measure) & (pl.col("currency") == currency))
    moved, began = pl.col("challenger_from"), pl.col("champion_from")
    stayed = moved.is_null() | (moved >= began + whole)
    parts = (
        of.filter(moved + whole <= until).select("customer_ref", moved.alias("from")),
        of.filter((began + whole <= until) & stayed).select("customer_ref", began.alias("from")),
    )
    challenger, champion = (_moments(part, happened, whole) for part in parts)
    return challenger, champion


def _moments(part: pl.DataFrame, happened: pl.DataFrame, whole: timedelta) -> Moments:
    within = (
        happened.join(part, on="customer_ref", how="inner")
        .filter((pl.col("day") > pl.col("from")) & (pl.col("day") <= pl.col("from") + whole))
        .group_by("customer_ref")
        .agg(pl.col("value").sum())
    )["value"].cast(pl.Float64)
    return Moments(part.height, float(within.sum()), float((within * within).sum()))


def _at_risk(part: pl.DataFrame, days: pl.Series) -> list[tuple[int, int]]:
    """By day, how many had their first event and how many could have had one.

    `part`: each customer's last day before (`from`), and the last day at risk (`to`; null: still).
    """

    def per_day(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        counted = frame.group_by(name).len().rename({name: "day", "len": name})
        return counted.with_columns(pl.col("day").cast(pl.Date))

    begun = per_day(part.select(pl.col("from") + AHEAD), "from")
    over = per_day(part.drop_nulls("to").select(pl.col("to") + AHEAD), "to")
    had = per_day(part.filter("had").select(pl.col("to").alias("had")), "had")
    table = pl.DataFrame({"day": days})
    for frame in (begun, over, had):
        table = table.join(frame, on="day", how="left", maintain_order="left")
    table = table.with_columns(pl.col("from", "to", "had").fill_null(0).cast(pl.Int64))
    at_risk = table["from"].cum_sum() - table["to"].cum_sum()
    return list(zip(table["had"].to_list(), at_risk.to_list(), strict=True))
