"""What people work with in the morning."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from fairdue.contact import columns as lawful
from fairdue.delinquency import actions as delinquency
from fairdue.nightly.steps.night import Night, NightError
from fairdue.strategy import actions as strategy
from fairdue.work.actions import refill_queue
from fairdue.work.models import BY_TELEPHONE

QUEUED = ("legal", "visit", "call", "remind")
CONTACTED_BY = {"call": BY_TELEPHONE, "visit": ("visit",)}
"""The channel of each treatment that is a contact."""


def publish(night: Night) -> tuple[int, int]:
    """Standings, cases, decisions and the queue, for people to work with."""
    standing, cases = night.frames["live_standing"], night.frames["live_cases"]
    written = delinquency.publish(standing, cases, night.frames["events"], night.as_of)
    made = strategy.publish(night.frames["decisions"], night.as_of, night.arms)
    lost = night.frames["decisions"].height - made
    if lost or written["cases"] != cases.height or written["standings"] != standing.height:
        raise NightError(f"the database took {written} and lost {lost} decisions")
    queued = night.frames["case_decisions"].filter(pl.col("treatment").is_in(QUEUED))
    ids = delinquency.case_ids(queued.select("customer_ref", "ordinal"))
    rows = (
        queued.join(ids, on=["customer_ref", "ordinal"], how="inner")
        .join(night.frames["lawful"], on="customer_ref", how="left")
        .select("case_id", "treatment", "priority", _available_at(night.at))
    )
    if night.last:
        refill_queue(rows.sort("case_id"), night.as_of, night.at)
    night.figures["queued"] = rows.height
    return queued.height, rows.height


def _available_at(at: datetime) -> pl.Expr:
    """Not before the treatment's channel is lawful, where the customer's day is under way.

    A night that ends while it is still the day before for a customer says nothing of that day.
    Who can't be contacted all day stays on the queue: people may mend by day what stands in the
    way, a number that is missing or a hold that is over.
    """
    now = pl.lit(at.astimezone(UTC), dtype=lawful.LAWFUL["day_from"])
    first = pl.coalesce(
        pl.when(pl.col("treatment").is_in(treatments)).then(pl.col(f"{channel}_from"))
        for channel, treatments in CONTACTED_BY.items()
    )
    awaited = pl.when(pl.col("day_from") <= now).then(first)
    return pl.max_horizontal(awaited, now).alias("available_at")
