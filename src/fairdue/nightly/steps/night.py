"""One night on its way, and what a step of it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from fairdue.delinquency.rules.tables import Tables
from fairdue.engine.engines import Engine, Frame
from fairdue.engine.lake import Lake
from fairdue.engine.parquet import write_parquet
from fairdue.kernel.text import Text
from fairdue.strategy.queries import Arms

ACTOR = "night"
ORDERS = {"accounts": "account_ref", "standing": "account_ref"}
"""Files of the whole portfolio, and the column in whose order they stand."""


class NightError(RuntimeError):
    """A step lost or invented rows, or its input is broken; the message says which and how."""


@dataclass
class Night:
    """One night on its way: what it was told, and what its steps have given so far.

    The whole portfolio is never held in memory: `files` has the lake's files that steps gave, to
    be scanned, and `frames` the rows of customers with something to do.
    """

    as_of: date
    before: date | None
    digest: str
    at: datetime
    facts_until: datetime
    """Holds, marks, the decision table and what was set of capacity count as at this moment."""
    rewound: bool
    last: bool
    """The last day of this run: only its queue is of any use."""
    lake: Lake
    engine: Engine
    tables: Tables
    arms: Arms
    """The tables that decide: the champion's and those of running experiments."""
    anew: bool = False
    """Whoever asked wants every step run, whatever the lake holds already."""
    known: bool = False
    """The day was published before, so the database may hold rows of it."""
    files: dict[str, Path] = field(default_factory=dict)
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    denied: dict[str, dict[str, int]] = field(default_factory=dict)
    """By channel, how many customers each rule keeps from being contacted the next day."""
    warnings: list[Text] = field(default_factory=list)
    """What somebody should look at, though the night goes on."""
    missing: set[str] = field(default_factory=set)
    """Files that the issuer did not give for the day."""
    mark: str = ""
    """Sums over the issuer's accounts, by which the same file given twice is known."""
    whole: set[str] = field(default_factory=set)
    """Steps whose files a night that was killed had left whole."""

    @property
    def manifest(self) -> dict[str, Any]:
        """What made the lake's files of this night; without a time, so the same each time."""
        return {"night": self.digest, "before": str(self.before or ""), "versions": self.versions}

    @property
    def versions(self) -> dict[str, str]:
        """Rule packs and decision tables, with their versions."""
        return {**self.tables.versions, **self.arms.versions}

    @property
    def given(self) -> frozenset[str]:
        """What steps have given so far, by name."""
        return frozenset(self.files) | frozenset(self.frames)

    def scan(self, name: str) -> Frame:
        """The rows of a file that a step gave; only what is asked for is read."""
        return self.engine.scan(self.files[name], ORDERS.get(name, ""))

    def bring(self, frame: pl.DataFrame) -> Frame:
        """Rows from elsewhere, to be joined with scanned ones."""
        return self.engine.bring(frame)

    def among(self, name: str, column: str, values: pl.Series) -> Frame:
        """The rows of a file that a step gave whose value in a column is one of these."""
        return self.engine.among(self.scan(name), column, values)

    def collect(self, frame: Frame) -> pl.DataFrame:
        """All rows of a frame, for the few customers with something to do; in no order."""
        return self.engine.collect(frame)

    def sink(self, frame: Frame, path: Path, order: str) -> int:
        """Write a frame sorted by a column that names each row apart; gives its rows."""
        return self.engine.write(frame, path, order)

    @contextmanager
    def write_day(self, dataset: str, made_by: Mapping[str, Any] | None = None) -> Iterator[Path]:
        """A folder that becomes the dataset's day when the block ends. `made_by`: more for its
        manifest, read when the block has ended.
        """
        manifest = dict(self.manifest)
        with self.lake.write_day(dataset, self.as_of, manifest) as folder:
            yield folder
            manifest |= made_by or {}

    def write(
        self, dataset: str, made_by: Mapping[str, Any] | None = None, **files: pl.DataFrame
    ) -> None:
        """Write a day of a dataset from frames, whole or not at all."""
        with self.write_day(dataset, made_by) as folder:
            for name, frame in files.items():
                write_parquet(frame.lazy(), folder / f"{name}.parquet")

    def has_left(self, dataset: str, step: str) -> bool:
        """True where this very night had made the dataset's day before it was killed."""
        found = self.lake.manifest(dataset, self.as_of)
        mine = all(found.get(name) == value for name, value in self.manifest.items())
        if mine and not self.anew:
            self.whole.add(step)
        return step in self.whole


@dataclass(frozen=True)
class Step:
    """One step: it needs some files and frames, gives others, and says how many rows went in and
    out.
    """

    name: str
    label: Any
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    run: Callable[[Night], tuple[int, int]]
