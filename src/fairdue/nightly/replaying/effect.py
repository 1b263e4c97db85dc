"""What a table would change on one night already run: the last one, before it goes live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from fairdue.contact.rules.pressure import Pressure
from fairdue.engine.lake import Lake
from fairdue.nightly.replaying.people import People
from fairdue.strategy.columns.decisions import ASKED, DATASET
from fairdue.strategy.columns.replay import (
    ACCOUNTS,
    CASES,
    STEP_OF,
    Arm,
    by_case,
    cells,
    decided_again,
)
from fairdue.strategy.rules.inputs import INPUTS
from fairdue.strategy.rules.replay import Cell, Replayed
from fairdue.strategy.rules.tables import DecisionTable

TOUCHED = {name: kind for name, kind in ACCOUNTS.items() if name not in ("taken", "unlike")} | ASKED
"""Accounts that the two tables treat differently, with every value they were decided on."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One night decided by two tables: the figures, and TOUCHED with the largest amounts first."""

    on: date
    replayed: Replayed
    touched: pl.DataFrame


def effect_of(
    house: Lake, challenger: DecisionTable, against: DecisionTable, on: date, pressure: Pressure
) -> Effect:
    """What `challenger` would have decided on a night otherwise than `against`.

    Both decide on the values kept with that night's decisions, so it takes no new night. Raises
    DayMissingError when the lake doesn't have the night. Outcomes need time: see `replay`.
    """
    decisions = pl.scan_parquet(house.file(DATASET, on, "decisions"))
    kept = decisions.collect_schema().names()
    arms = (Arm(1.0, against),)
    accounts = decided_again(decisions, against, challenger, arms).collect()
    cases = by_case(accounts.lazy(), arms).select(*CASES).collect()
    people = People(pressure)
    people.add(house, on, cases)
    differing = cases.filter(pl.col("champion") != pl.col("challenger")).height
    asked = {condition.asks for row in challenger.rows for condition in row.conditions}
    unknown = sorted(name for name in asked if INPUTS[name].column not in kept)
    touched = accounts.filter(pl.col("champion") != pl.col("challenger")).select(
        pl.col(name).cast(kind) for name, kind in TOUCHED.items()
    )
    return Effect(
        on=on,
        replayed=Replayed(
            days=(str(on),),
            missing=(),
            accounts=accounts.height,
            cases=cases.height,
            customers=people.customers,
            differing=differing,
            differing_customers=people.differing,
            differing_by_day=(differing,),
            unlike=int(accounts["unlike"].sum()),
            unknown_inputs=tuple(unknown),
            experiments=0,
            cells=_cells(accounts, cases),
            examples=(),
            champion=people.policy("champion"),
            challenger=people.policy("challenger"),
            room=people.needs.room(),
            found=(),
        ),
        touched=touched.sort("past_due_minor", "account_ref", descending=[True, False]),
    )


def _cells(accounts: pl.DataFrame, cases: pl.DataFrame) -> tuple[Cell, ...]:
    """Cases by both treatments, with what is past due in them by currency."""
    amounts: dict[tuple[int, int], dict[str, int]] = {}
    for champion, challenger, currency, minor in (
        cells(accounts, cases).sort("currency").iter_rows()
    ):
        amounts.setdefault((champion, challenger), {})[currency] = minor
    counted = cases.group_by("champion", "challenger").len().sort("champion", "challenger")
    return tuple(
        Cell(STEP_OF[champion], STEP_OF[challenger], count, amounts.get((champion, challenger), {}))
        for champion, challenger, count in counted.iter_rows()
    )
