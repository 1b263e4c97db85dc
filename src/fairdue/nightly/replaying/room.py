"""Would there have been people enough: what two policies ask for, against what there was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from fairdue.engine.lake import Lake
from fairdue.strategy.columns.replay import STEP_OF
from fairdue.strategy.rules.replay import Room

DATASET = "allocations"
"""Where the night keeps what there was to share out: the manifest's `lines` and `minutes`."""

KINDS = {"call": "minutes", "remind": "minutes", "visit": "visits", "legal": "legal"}
"""What a treatment takes: as many minutes as the manifest says, one of anything else."""


@dataclass
class Needs:
    """What was asked for and what there was, summed over the days of which both are known."""

    days: int = 0
    there: Counter[str] = field(default_factory=Counter)
    limited: set[str] = field(default_factory=set)
    asked: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, house: Lake, on: date, judged: pl.DataFrame, policies: tuple[str, ...]) -> None:
        """A day's cases with each policy's treatment and, as `…_because`, what the law denies.

        Days of which the night kept nothing about capacity are passed over.
        """
        manifest = house.manifest(DATASET, on)
        if "lines" not in manifest:
            return
        self.days += 1
        for line in manifest["lines"]:
            if line["amount"] is not None:
                self.there[line["resource"]] += line["amount"]
                self.limited.add(line["resource"])
        minutes = manifest.get("minutes", {})
        for policy in policies:
            asked = self.asked.setdefault(policy, Counter())
            lawful = judged.filter(pl.col(f"{policy}_because").is_null())
            for code, cases in lawful.group_by(policy).len().iter_rows():
                kind = KINDS.get(STEP_OF[code])
                if kind is not None:
                    asked[kind] += cases * minutes.get(STEP_OF[code], 1)

    def room(self) -> tuple[Room, ...]:
        """A day's mean of each kind that has a limit and that either policy asks for."""
        return tuple(
            Room(kind, self.there[kind] / self.days, *(each / self.days for each in asked))
            for kind in dict.fromkeys(KINDS.values())
            for asked in [[self.asked[policy][kind] for policy in self.asked]]
            if kind in self.limited and any(asked)
        )
