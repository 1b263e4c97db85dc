"""What people work with in the morning."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from fairdue.care.actions import share_hard_cases
from fairdue.contact import columns as lawful
from fairdue.delinquency import actions as delinquency
from fairdue.nightly.steps.night import Night, NightError
from fairdue.strategy import actions as strategy
from fairdue.strategy.columns.allocation import NONE
from fairdue.strategy.rules.worth import CHANNELS
from fairdue.training.actions.exercises import assign_for_changed_law
from fairdue.work.actions import refill_queue

QUEUED = ("legal", "visit", "call", "remind")
"""Treatments of the decision table that are for people to work."""


def publish(night: Night) -> tuple[int, int]:
    """Standings, cases, decisions and the queue, for people to work with."""
    standing, cases = night.frames["live_standing"], night.frames["live_cases"]
    events, keys = night.frames["events"], night.frames["keys"]
    written = delinquency.publish(
        standing, cases, events, keys, night.as_of, is_new=not night.known
    )
    decided = night.frames["decisions"]
    made = strategy.publish(
        decided, keys, written.case_keys, night.as_of, night.arms, is_new=not night.known
    )
    lost = {
        "standings": standing.height - written.standings,
        "cases": cases.height - written.cases,
        "events": events.height - written.events,
        "decisions": decided.height - made,
    }
    if any(lost.values()):
        raise NightError(f"the database did not take all rows of {night.as_of}; lost: {lost}")
    allocated = night.frames["allocated"]
    queued = allocated.filter(pl.col("decided").is_in(QUEUED))
    rows = (
        queued.join(written.case_keys, on=["customer_ref", "ordinal"], how="inner")
        .join(night.frames["lawful"], on="customer_ref", how="left")
        .with_columns(_for_people().alias("treatment"))
        .select("case_id", "treatment", "priority", "team", _available_at(night.at))
    )
    if night.last:
        strategy.publish_allotments(
            allocated, night.frames["wanted"], written.case_keys, night.as_of
        )
        assign_for_changed_law(at=night.at)
        refill_queue(rows.sort("case_id"), night.as_of, night.at)
        share_hard_cases(at=night.at)
    night.figures["queued"] = rows.height
    return queued.height, rows.height


def _for_people() -> pl.Expr:
    """What a case is on the queue for. One that gets nothing stays there behind all others, for
    what was decided: people may be quicker than planned, and may mend by day what stands in the
    way, a number that is missing or a hold that is over.
    """
    return pl.when(pl.col("treatment") == NONE).then("decided").otherwise("treatment")


def _available_at(at: datetime) -> pl.Expr:
    """Not before the treatment's channel is lawful, where the customer's day is under way.

    A night that ends while it is still the day before for a customer says nothing of that day.
    """
    now = pl.lit(at.astimezone(UTC), dtype=lawful.LAWFUL["day_from"])
    first = pl.coalesce(
        pl.when(pl.col("treatment") == treatment).then(pl.col(f"{channel}_from"))
        for treatment, channels in CHANNELS.items()
        for channel in channels
    )
    awaited = pl.when(pl.col("day_from") <= now).then(first)
    return pl.max_horizontal(awaited, now).alias("available_at")
