"""What a day on the road is made of: stops, teams, the ways between them, and the plan.

Times are whole seconds from the day's beginning, ways are metres and seconds between numbered
places. Nothing here knows a customer.
"""

from __future__ import annotations

from dataclasses import dataclass

DAY_SECONDS = 24 * 3600
UNREACHABLE = 7 * DAY_SECONDS
"""Seconds, and metres, of a way that there is not."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit to be planned."""

    key: int
    place: int
    """Its row in the matrix, which no other stop shares."""
    service: int
    earliest: int
    latest: int
    """It must begin by then at the latest, so that it ends inside the window."""
    skills: frozenset[str] = frozenset()
    worth: int = 0
    """How many metres it is worth driving for it."""
    must: bool = False
    only: frozenset[int] | None = None
    """The keys of the teams that may make it; None: any."""
    load: int = 1
    """What it takes of a team's room: one visit, or more where it weighs more."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A team's day, or the rest of it."""

    key: int
    begins_at: int
    """The place where it sets out, by row of the matrix."""
    returns_to: int
    earliest: int
    latest: int
    skills: frozenset[str] = frozenset()
    room: int | None = None
    """How much it can make in a day, as `Stop.load` has it; None: whatever the time allows."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Metres and seconds from each place to each."""

    metres: tuple[tuple[int, ...], ...]
    seconds: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A stop with its reckoned times."""

    key: int
    arrives: int
    """When the visit begins, after any wait for its window."""
    leaves: int


@dataclass(frozen=True, slots=True)
class Route:
    """What one team drives."""

    crew: int
    stops: tuple[Planned, ...]
    sets_out: int
    returns: int
    metres: int


SKILLS, REACH, SHIFT, CLASH, FULL = "skills", "reach", "shift", "clash", "full"
"""Why a stop is left out: nobody has the skills; nobody gets there by the end of its window; nobody
is back in time; it clashes with others that must be made; the day is full."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stop that isn't planned, and why."""

    key: int
    why: str
    soonest: int | None = None
    """When a team could be there at the soonest, if it did nothing else."""
    others: tuple[int, ...] = ()
    """Stops that must be made too and take the time it would need."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes of the teams that drive, and what is left out."""

    routes: tuple[Route, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def metres(self) -> int:
        """Of all teams together."""
        return sum(route.metres for route in self.routes)

    @property
    def stops(self) -> int:
        """How many visits are planned."""
        return sum(len(route.stops) for route in self.routes)


def may_make(crew: Crew, stop: Stop) -> bool:
    """Has the team the skills, and is it among those that may?"""
    return stop.skills <= crew.skills and (stop.only is None or crew.key in stop.only)
