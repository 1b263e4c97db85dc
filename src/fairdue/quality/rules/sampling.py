"""Which talks are drawn to be scored: by risk, a share of each collector's, by lot. Pure.

The lot of a talk is a digest of the plan's seed and the talk's own reference, so that the same
talks under the same plan are always drawn again, in whatever order they come, and nobody who
doesn't know the seed can tell beforehand.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HIGH, MIDDLE, LOW = "high", "middle", "low"
STRATA = (HIGH, MIDDLE, LOW)
COMPLAINT, ABUSE, GRAVE, DENIED = "complaint", "abuse", "grave_finding", "denied_permit"
ALWAYS = (COMPLAINT, ABUSE, GRAVE, DENIED)
"""What has a talk drawn whatever the lot."""

SHARE, LEAST = "share", "least"
REASONS = (*ALWAYS, SHARE, LEAST)


@dataclass(frozen=True, slots=True)
class Talked:
    """A talk that could be drawn."""

    reference: str
    """attempt:12 or call:3."""
    collector: str
    stratum: str
    always: tuple[str, ...] = ()
    """Of ALWAYS, what has it drawn in any case."""
    readable: bool = True
    """There is a recording or a transcript; without, it is drawn only where it always is."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How much is drawn."""

    percent: Mapping[str, int]
    """Of each collector's talks, by stratum; rounded up."""
    least_per_collector: int
    """Talks of each collector, where there are as many."""
    calibration_percent: int
    """Of what is drawn, scored by two who don't see each other's score; rounded up."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A talk that was drawn, and why."""

    reference: str
    reasons: tuple[str, ...]
    calibrates: bool = False


def lot(seed: str, reference: str, of: str = "") -> str:
    """The lot of a talk under a seed: 64 hex digits, the lowest are drawn first."""
    return hashlib.sha256(f"{seed}|{of}|{reference}".encode()).hexdigest()


def draw(talks: Iterable[Talked], shares: Shares, seed: str) -> tuple[Drawn, ...]:
    """What is drawn, by reference. Every reason that holds is kept: first what always has a talk
    drawn, then the share of its stratum, then the collector's least.
    """
    by_collector: dict[str, list[Talked]] = defaultdict(list)
    for talk in talks:
        by_collector[talk.collector].append(talk)
    reasons: dict[str, list[str]] = {}
    for theirs in by_collector.values():
        reasons |= _of_collector(theirs, shares, seed)
    twice = _lowest(reasons, len(reasons), shares.calibration_percent, seed, of="calibration")
    return tuple(
        Drawn(reference, tuple(why), reference in twice)
        for reference, why in sorted(reasons.items())
    )


def _of_collector(talks: list[Talked], shares: Shares, seed: str) -> dict[str, list[str]]:
    reasons = {talk.reference: list(talk.always) for talk in talks if talk.always}
    readable = [talk for talk in talks if talk.readable]
    for stratum in STRATA:
        of = [talk.reference for talk in readable if talk.stratum == stratum]
        for reference in _lowest(of, len(of), shares.percent[stratum], seed):
            reasons.setdefault(reference, []).append(SHARE)
    left = sorted(
        (talk.reference for talk in readable if talk.reference not in reasons),
        key=lambda reference: lot(seed, reference),
    )
    for reference in left[: max(0, shares.least_per_collector - len(reasons))]:
        reasons[reference] = [LEAST]
    return reasons


def _lowest(
    references: Iterable[str], number: int, percent: int, seed: str, of: str = ""
) -> frozenset[str]:
    wanted = -(-number * percent // 100)
    return frozenset(sorted(references, key=lambda each: lot(seed, each, of))[:wanted])
