"""Solomon's instances (100 customers, windows, capacities) as stops, crews and ways."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path

from fairdue.visits.routing.stops import Crew, Stop, Ways

SCALE = 1_000
"""One unit of an instance is a thousand of ours, so that cutting to whole numbers costs nothing."""

FOLDER = Path(os.environ.get("FAIRDUE_VRPTW") or "vrptw")
MISSING = f"Solomon's instances aren't in {FOLDER}; name their folder in FAIRDUE_VRPTW"


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance, with the fleet and the distance best known for the fewest vehicles."""

    name: str
    stops: tuple[Stop, ...]
    crews: tuple[Crew, ...]
    ways: Ways
    points: tuple[tuple[float, float], ...]
    best: float

    def distance(self, routes: list[list[int]]) -> float:
        """In double precision, from the depot and back; raises ValueError for a route too late."""
        return sum(self._one(route) for route in routes)

    def _one(self, keys: list[int]) -> float:
        by_key = {stop.key: stop for stop in self.stops}
        here, at, total = 0, 0.0, 0.0
        for key in keys:
            stop, way = by_key[key], math.dist(self.points[here], self.points[key])
            at = max(at + way, stop.earliest / SCALE)
            if at > stop.latest / SCALE + 1e-9:
                raise ValueError(f"{self.name}: customer {key} is reached too late")
            at, here, total = at + stop.service / SCALE, key, total + way
        return total + math.dist(self.points[here], self.points[0])


def instances() -> list[Instance]:
    """All that are there, by name. Raises FileNotFoundError where there are none."""
    known = FOLDER / "best_known.json"
    if not known.exists():
        raise FileNotFoundError(MISSING)
    best = json.loads(known.read_text())
    return [_read(name, best[name]) for name in sorted(best)]


def _read(name: str, known: dict[str, dict[str, float]]) -> Instance:
    lines = (FOLDER / f"{name}.txt").read_text().split("\n")
    rows = [[int(word) for word in line.split()] for line in lines if line.strip()[:1].isdigit()]
    capacity, customers = rows[0][1], rows[1:]
    fewest = known["published_fewest_vehicles"]
    points = tuple((float(row[1]), float(row[2])) for row in customers)
    metres = tuple(tuple(round(math.dist(a, b) * SCALE) for b in points) for a in points)
    seconds = tuple(tuple(math.ceil(math.dist(a, b) * SCALE) for b in points) for a in points)
    stops = tuple(
        Stop(
            key=row[0],
            place=row[0],
            service=row[6] * SCALE,
            earliest=row[4] * SCALE,
            latest=row[5] * SCALE,
            load=row[3],
            must=True,
        )
        for row in customers[1:]
    )
    until = customers[0][5] * SCALE
    crews = tuple(
        Crew(number, 0, 0, 0, until, room=capacity) for number in range(int(fewest["vehicles"]))
    )
    best = float(fewest["distance_double_precision"])
    return Instance(name, stops, crews, Ways(metres, seconds), points, best)
