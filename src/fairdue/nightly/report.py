"""What a night did: its steps, how many rows went in and out, how long each took."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from fairdue.engine.engines import ENGINES
from fairdue.kernel.text import Text

DATASET = "nights"


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step of a night."""

    name: str
    rows_in: int
    rows_out: int
    seconds: float
    was_whole: bool = False
    """A night that was stopped had left its files whole, so it was not run again."""


@dataclass(frozen=True, slots=True)
class NightReport:
    """One night. `figures` counts what came of it: accounts, past_due, cases_open, entered, …"""

    as_of: date
    digest: str
    at: datetime
    steps: tuple[StepReport, ...]
    figures: dict[str, int]
    versions: dict[str, str]
    denied: dict[str, dict[str, int]] = field(default_factory=dict)
    """By channel, how many customers each rule (or missing fact) keeps from being contacted all
    of the next day."""
    warnings: tuple[Text, ...] = ()
    """What somebody should look at; the night went on."""
    before: date | None = None
    """The day that it goes on from."""
    missing: tuple[str, ...] = ()
    """Files that the issuer did not give for the day: persons, payments."""
    mark: str = ""
    """Sums over the issuer's accounts; the same as the day before, where the file is."""
    engine: str = "polars"
    """What ran the columns, one of engine.engines.ENGINES; the first nights only knew Polars."""

    @property
    def engine_label(self) -> str:
        """What people call the engine."""
        return ENGINES.get(self.engine, self.engine)

    @property
    def seconds(self) -> float:
        """How long all steps took."""
        return sum(step.seconds for step in self.steps)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` reads it back."""
        return asdict(self) | {
            "as_of": self.as_of.isoformat(),
            "at": self.at.isoformat(),
            "before": self.before.isoformat() if self.before else None,
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> NightReport:
        """A report as stored in the lake's `nights` dataset."""
        return cls(
            as_of=date.fromisoformat(stored["as_of"]),
            digest=stored["digest"],
            at=datetime.fromisoformat(stored["at"]),
            steps=tuple(StepReport(**step) for step in stored["steps"]),
            figures=stored["figures"],
            versions=stored["versions"],
            denied=stored.get("denied", {}),
            warnings=tuple(Text(**said) for said in stored.get("warnings", [])),
            before=date.fromisoformat(stored["before"]) if stored.get("before") else None,
            missing=tuple(stored.get("missing", ())),
            mark=stored.get("mark", ""),
            engine=stored.get("engine", "polars"),
        )
