"""Replays past days with a challenger, one after another."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from fairdue.contact.rules.pressure import Pressure
from fairdue.engine.lake import Lake
from fairdue.nightly.replaying.days import Day, ReplayError, read_day
from fairdue.nightly.replaying.outcomes import Outcomes
from fairdue.nightly.replaying.people import People
from fairdue.strategy.columns.decisions import DATASET
from fairdue.strategy.columns.replay import STEP_OF, cells
from fairdue.strategy.rules.replay import SAMPLE, Cell, Example, Replayed
from fairdue.strategy.rules.tables import DecisionTable

Progress = Callable[[date | None, int, int], None]
"""Told before each day: which, how many are done, of how many. None: adding up the outcomes."""

SHOWN = 4
"""Characters of an account's reference that an example shows."""


def replay(
    house: Lake,
    challenger: DecisionTable,
    since: date,
    until: date,
    pressure: Pressure,
    progress: Progress | None = None,
) -> Replayed:
    """Decide the days from `since` to `until` again by `challenger`, and see what would differ.

    Reads the lake's decisions, lawful, standing and payments; writes nothing of them. Raises
    ReplayError when the lake has none of the days, or a day's own table was not kept.
    """
    days = [day for day in house.days(DATASET) if since <= day <= until]
    if not days:
        known = house.days(DATASET)
        there = f"nights were run from {known[0]} to {known[-1]}" if known else "no night was run"
        raise ReplayError(f"no night was run from {since} to {until}; {there}")
    with tempfile.TemporaryDirectory(prefix="replay-", dir=house.root) as folder:
        so_far = _SoFar(People(pressure), Outcomes(house, Path(folder)))
        for number, on in enumerate(days):
            if progress is not None:
                progress(on, number, len(days) + 1)
            so_far.add(house, read_day(house, on, challenger))
        if progress is not None:
            progress(None, len(days), len(days) + 1)
        return so_far.replayed(_missing(days, since, until))


@dataclass
class _SoFar:
    """What the days gone by add up to."""

    people: People
    outcomes: Outcomes
    days: list[date] = field(default_factory=list)
    accounts: int = 0
    cases: int = 0
    unlike: int = 0
    experiments: int = 0
    unknown_inputs: set[str] = field(default_factory=set)
    differing: list[int] = field(default_factory=list)
    counted: Counter[tuple[int, int]] = field(default_factory=Counter)
    amounts: Counter[tuple[int, int, str]] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    def add(self, house: Lake, day: Day) -> None:
        """One more day."""
        self.days.append(day.on)
        self.accounts += day.accounts.height
        self.cases += day.cases.height
        self.unlike += int(day.accounts["unlike"].sum())
        self.experiments += len(day.arms) > 1
        self.unknown_inputs |= day.unknown_inputs
        moves = day.cases.group_by("champion", "challenger").len()
        for champion, challenger, count in moves.iter_rows():
            self.counted[champion, challenger] += count
        for champion, challenger, currency, minor in cells(day.accounts, day.cases).iter_rows():
            self.amounts[champion, challenger, currency] += minor
        self.differing.append(sum(count for one, other, count in moves.iter_rows() if one != other))
        self.people.add(house, day.on, day.cases)
        self.outcomes.keep(day)
        self.examples = _examples(day) or self.examples

    def replayed(self, missing: tuple[str, ...]) -> Replayed:
        """The whole of it."""
        return Replayed(
            days=tuple(map(str, self.days)),
            missing=missing,
            accounts=self.accounts,
            cases=self.cases,
            customers=self.people.customers,
            differing=sum(self.differing),
            differing_customers=self.people.differing,
            differing_by_day=tuple(self.differing),
            unlike=self.unlike,
            unknown_inputs=tuple(sorted(self.unknown_inputs)),
            experiments=self.experiments,
            cells=self._cells(),
            examples=tuple(self.examples),
            champion=self.people.policy("champion"),
            challenger=self.people.policy("challenger"),
            room=self.people.needs.room(),
            found=self.outcomes.found(),
        )

    def _cells(self) -> tuple[Cell, ...]:
        return tuple(
            Cell(
                STEP_OF[champion],
                STEP_OF[challenger],
                count,
                {
                    currency: minor
                    for (one, other, currency), minor in sorted(self.amounts.items())
                    if (one, other) == (champion, challenger)
                },
            )
            for (champion, challenger), count in sorted(self.counted.items(), reverse=True)
        )


def _examples(day: Day) -> list[Example]:
    """Some of the day's accounts that would be treated differently, the largest amounts first."""
    differing = day.accounts.filter(pl.col("champion") != pl.col("challenger"))
    shown = differing.sort("past_due_minor", "account_ref", descending=[True, False]).head(SAMPLE)
    return [
        Example(
            account="…" + row["account_ref"][-SHOWN:],
            day=str(day.on),
            bucket=row["bucket"],
            currency=row["currency"],
            past_due_minor=row["past_due_minor"],
            champion=STEP_OF[row["champion"]],
            challenger=STEP_OF[row["challenger"]],
            champion_row=row["champion_row"],
            challenger_row=row["challenger_row"],
        )
        for row in shown.iter_rows(named=True)
    ]


def _missing(days: list[date], since: date, until: date) -> tuple[str, ...]:
    """Days of the period, between the first and the last there is, of which no night was run."""
    first, last = max(since, days[0]), min(until, days[-1])
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(str(day) for day in every if day not in set(days))
