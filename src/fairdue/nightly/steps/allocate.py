"""What every case gets of the limited capacity there is the next day."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from fairdue.nightly.steps.night import Night
from fairdue.portfolio.queries import languages
from fairdue.strategy.columns import allocation
from fairdue.strategy.queries import manifest_of, supply_on, worths_on
from fairdue.strategy.rules.worth import TREATMENTS
from fairdue.work.queries import duty_minutes, given_by_people


def share_out(night: Night) -> tuple[int, int]:
    """Minutes, visits, letters and messages to the cases for which they are worth most."""
    following = night.as_of + timedelta(days=1)
    cases = night.frames["case_decisions"]
    there = duty_minutes(following, known_at=night.facts_until)
    supply = supply_on(following, known_at=night.facts_until, on_duty=there)
    wanted = allocation.wanted(
        cases,
        night.frames["decisions"],
        night.frames["lawful"],
        _places(night),
        worths_on(following),
    )
    shared = allocation.share_out(wanted, supply)
    night.write(
        allocation.DATASET, manifest_of(supply, shared), wanted=wanted, allocated=shared.rows
    )
    night.frames |= {"wanted": wanted, "allocated": shared.rows}
    night.figures |= figures_of(shared)
    return cases.height, shared.rows.height


def _places(night: Night) -> pl.DataFrame:
    """Whose each case is: what people decided, else as the night before gave it; so nothing hangs
    on how often a night was run.
    """
    by_case = ["customer_ref", "ordinal"]
    people = given_by_people(night.facts_until)
    placed = night.frames["case_decisions"].select(by_case).join(people, on=by_case, how="left")
    if night.before is not None and night.lake.has(allocation.DATASET, night.before):
        path = night.lake.file(allocation.DATASET, night.before, "allocated")
        before = pl.read_parquet(path, columns=[*by_case, "team"])
        placed = placed.join(before, on=by_case, how="left").with_columns(
            pl.coalesce("team_before", "team").alias("team_before")
        )
    return placed.join(languages(), on="customer_ref", how="left").select(
        "customer_ref", "language", "team_before", "is_assigned"
    )


def figures_of(shared: allocation.Shared) -> dict[str, int]:
    """Cases by what they get, how many wait or get something gentler for want of capacity, and how
    far the plan can be from the best: its value and the bound in fen of the valuation, the gap in
    millionths of the bound.
    """
    rows = shared.rows
    counts = dict(rows["treatment"].value_counts().iter_rows())
    waits = rows["treatment"] == allocation.NONE
    short = rows["reason"].eq_missing(allocation.CAPACITY)
    return {
        **{f"planned_{name}": int(counts.get(name, 0)) for name in TREATMENTS},
        "waiting_capacity": int((waits & short).sum()),
        "gentler_capacity": int((~waits & short).sum()),
        "plan_value_minor": shared.value_minor,
        "plan_bound_minor": shared.bound_minor,
        "plan_gap_ppm": round(shared.gap * 1_000_000),
    }
