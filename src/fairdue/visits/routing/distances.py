"""How far it is: a port, and the way without any server, a straight line with a detour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from fairdue.visits.routing.stops import Ways

EARTH_METRES = 6_371_008.8
"""Mean radius, IUGG."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in degrees, WGS 84, and how many metres around it the address may really be."""

    latitude: float
    longitude: float
    within_metres: int = 0


class Distances(Protocol):
    """Whoever knows the ways between places."""

    def ways(self, spots: Sequence[Spot]) -> Ways:
        """Metres and seconds from each to each, in the order given."""


@dataclass(frozen=True, slots=True)
class StraightLine:
    """As the crow flies, times a detour, at one speed.

    Two addresses known by their district only may have the same coordinates and still lie apart:
    no way is shorter than the larger of the two places' uncertainty.
    """

    detour: float
    metres_per_second: float

    def ways(self, spots: Sequence[Spot]) -> Ways:
        """See `Distances`."""
        metres = tuple(tuple(self._way(one, other) for other in spots) for one in spots)
        seconds = tuple(
            tuple(math.ceil(way / self.metres_per_second) for way in row) for row in metres
        )
        return Ways(metres, seconds)

    def _way(self, one: Spot, other: Spot) -> int:
        if one is other:
            return 0
        apart = max(straight_metres(one, other), one.within_metres, other.within_metres)
        return round(apart * self.detour)


def straight_metres(one: Spot, other: Spot) -> float:
    """Along the great circle, by the haversine formula."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    part = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(part)))
