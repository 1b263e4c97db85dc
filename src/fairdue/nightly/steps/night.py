"""One night on its way, and what a step of it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from fairdue.delinquency.rules.tables import Tables
from fairdue.engine.lake import Lake
from fairdue.strategy.queries import Document

ACTOR = "night"


class NightError(RuntimeError):
    """A step lost or invented rows, or its input is broken; the message says which and how."""


@dataclass
class Night:
    """One night on its way: what it was told, and the frames its steps have given so far."""

    as_of: date
    before: date | None
    digest: str
    at: datetime
    facts_until: datetime
    """Holds, marks and the decision table count as they were at this moment."""
    rewound: bool
    last: bool
    """The last day of this run: only its queue is of any use."""
    lake: Lake
    tables: Tables
    document: Document
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    denied: dict[str, dict[str, int]] = field(default_factory=dict)
    """By channel, how many customers each rule keeps from being contacted the next day."""

    @property
    def manifest(self) -> dict[str, Any]:
        """What made the lake's files of this night; without a time, so the same each time."""
        return {"night": self.digest, "before": str(self.before or ""), "versions": self.versions}

    @property
    def versions(self) -> dict[str, str]:
        """Rule packs and decision table, with their versions."""
        table = self.document.table
        return {**self.tables.versions, f"strategy/{table.name}": table.version}

    def write(
        self, dataset: str, made_by: Mapping[str, Any] | None = None, **files: pl.DataFrame
    ) -> None:
        """Write a day of a dataset, whole or not at all. `made_by`: more for its manifest."""
        manifest = {**self.manifest, **(made_by or {})}
        with self.lake.write_day(dataset, self.as_of, manifest) as folder:
            for name, frame in files.items():
                frame.write_parquet(folder / f"{name}.parquet", compression="zstd")


@dataclass(frozen=True)
class Step:
    """One step: it needs some frames, gives others, and says how many rows went in and out."""

    name: str
    label: Any
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    run: Callable[[Night], tuple[int, int]]
