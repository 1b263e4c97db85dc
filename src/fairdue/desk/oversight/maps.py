"""Plain drawn maps: places, ways and district names as points of a picture. No map server is asked.

North is up. One degree of longitude is drawn shorter by the cosine of the latitude in the middle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fairdue.visits.gazetteer import Division, around
from fairdue.visits.routing.distances import Spot

WIDTH, HEIGHT = 800.0, 460.0
MARGIN = 44.0
DEGREE_METRES = 111_320.0
LABELS_MAX = 12
APART = 84.0
"""Between two names of districts, in units of the picture."""

BAR_METRES = (200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the earth is drawn."""

    middle: Spot
    degrees: float
    """Of latitude, from bottom to top inside the margins."""

    @property
    def per_degree(self) -> float:
        """Units of the picture per degree of latitude."""
        return (HEIGHT - 2 * MARGIN) / self.degrees

    @property
    def narrow(self) -> float:
        """How much shorter a degree of longitude is."""
        return max(0.05, math.cos(math.radians(self.middle.latitude)))

    def point(self, spot: Spot) -> tuple[float, float]:
        """Where a place is drawn."""
        x = WIDTH / 2 + (spot.longitude - self.middle.longitude) * self.narrow * self.per_degree
        y = HEIGHT / 2 - (spot.latitude - self.middle.latitude) * self.per_degree
        return round(x, 1), round(y, 1)

    def holds(self, spot: Spot) -> bool:
        """Is a place inside the picture, with room for its mark?"""
        x, y = self.point(spot)
        return 12 < x < WIDTH - 12 and 12 < y < HEIGHT - 12

    @property
    def bar(self) -> tuple[float, str]:
        """A scale: its length in the picture and what it stands for."""
        for metres in BAR_METRES:
            length = metres / DEGREE_METRES * self.per_degree
            if length >= 60:
                break
        label = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
        return round(length, 1), label


def frame_of(spots: Sequence[Spot], least_degrees: float = 0.06) -> Frame:
    """A frame that holds all of these; Beijing where there are none."""
    if not spots:
        return Frame(Spot(39.9042, 116.4074), 1.0)
    south, north = min(s.latitude for s in spots), max(s.latitude for s in spots)
    west, east = min(s.longitude for s in spots), max(s.longitude for s in spots)
    middle = Spot((south + north) / 2, (west + east) / 2)
    wide = (east - west) * math.cos(math.radians(middle.latitude))
    share = (HEIGHT - 2 * MARGIN) / (WIDTH - 2 * MARGIN)
    return Frame(middle, max(north - south, wide * share, least_degrees))


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a district where its seat is."""

    x: float
    y: float
    name: str


def labels_of(frame: Frame, away_from: Iterable[tuple[float, float]] = ()) -> list[Label]:
    """Names of districts in the frame, the nearest to its middle first, none over another."""
    taken = list(away_from)
    found: list[Label] = []
    for division in sorted(around(frame.middle, frame.degrees * 1.6), key=lambda d: _far(frame, d)):
        x, y = frame.point(Spot(division.latitude, division.longitude))
        inside = 20 < x < WIDTH - 20 and 20 < y < HEIGHT - 30
        free = all(abs(x - a) > APART or abs(y - b) > APART / 2.4 for a, b in taken)
        if inside and free:
            taken.append((x, y))
            found.append(Label(x, y, division.name))
        if len(found) == LABELS_MAX:
            break
    return found


def _far(frame: Frame, division: Division) -> float:
    return (division.latitude - frame.middle.latitude) ** 2 + (
        division.longitude - frame.middle.longitude
    ) ** 2


@dataclass(frozen=True, slots=True)
class Stop:
    """A numbered stop of a round."""

    x: float
    y: float
    number: int
    state: str
    title: str


@dataclass(slots=True)
class Line:
    """A round as a line with its stops. `tone` counts rounds from 1 and chooses colour and dash."""

    tone: int
    name: str
    points: list[tuple[float, float]] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)

    @property
    def path(self) -> str:
        """For the picture."""
        return " ".join(f"{x},{y}" for x, y in self.points)


def spread(points: Sequence[tuple[float, float]], gap: float = 31.0) -> list[tuple[float, float]]:
    """The same points, moved off one another so that each number can be read.

    Homes known by their district only lie on one another; they are drawn in a ring.
    """
    drawn: list[tuple[float, float]] = []
    for x, y in points:
        place, turn = (x, y), 0
        while any(math.dist(place, other) < gap for other in drawn):
            turn += 1
            ring, angle = 1 + turn // 8, turn * math.pi / 4
            place = (
                round(x + gap * 1.05 * ring * math.cos(angle), 1),
                round(y + gap * 1.05 * ring * math.sin(angle), 1),
            )
        drawn.append(place)
    return drawn
