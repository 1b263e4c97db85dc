"""Which days the night has to run, and in which order.

A day's digest covers the intake of that day and the digest of the day before it, so a day that
arrives late or is replaced makes itself and every later day due. A day is done when the journal
says that this very digest was published and the lake still holds what it made.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from fairdue.delinquency.columns import CASES_DATASET, STANDING_DATASET
from fairdue.engine.lake import Lake
from fairdue.journal.latest import latest_details
from fairdue.portfolio.columns import DATASET as PORTFOLIO
from fairdue.strategy.columns.allocation import DATASET as ALLOCATIONS
from fairdue.strategy.columns.decisions import DATASET as DECISIONS

COMPLETED = "night_completed"
MADE = (STANDING_DATASET, CASES_DATASET, DECISIONS, ALLOCATIONS)


@dataclass(frozen=True, slots=True)
class Due:
    """A day to run, what it follows, and the digest that names its input."""

    as_of: date
    before: date | None
    digest: str
    known: bool
    """It was published before, whatever by."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Days due in order. `rewinds`: later days were published before the first of them."""

    due: tuple[Due, ...]
    rewinds: bool


def make_plan(lake: Lake, until: date, again: date | None = None) -> Plan:
    """The days that are not done, up to `until` or to the newest that was ever published.

    `again` names a day to run though it is done.
    """
    published = {
        subject.removeprefix("night:"): str(details.get("digest"))
        for subject, details in latest_details(COMPLETED).items()
    }
    last = max([until.isoformat(), *published])
    due: list[Due] = []
    before: date | None = None
    digest = ""
    for day in lake.days(PORTFOLIO):
        digest = _digest(lake, day, digest)
        done = published.get(day.isoformat()) == digest and _is_whole(lake, day, digest)
        if day.isoformat() <= last and (due or not done or day == again):
            due.append(Due(day, before, digest, day.isoformat() in published))
        before = day
    rewinds = bool(due) and any(known >= due[0].as_of.isoformat() for known in published)
    return Plan(tuple(due), rewinds)


def _digest(lake: Lake, day: date, before: str) -> str:
    content = json.dumps(lake.manifest(PORTFOLIO, day), sort_keys=True, default=str)
    return hashlib.sha256(f"{day}\0{before}\0{content}".encode()).hexdigest()[:32]


def _is_whole(lake: Lake, day: date, digest: str) -> bool:
    return all(lake.manifest(dataset, day).get("night") == digest for dataset in MADE)
