"""Puts stops in one by one where they cost least: a plan to begin from, and gaps filled."""

from __future__ import annotations

from collections.abc import Sequence

from fairdue.visits.routing.checking import drive
from fairdue.visits.routing.stops import Crew, Stop, Ways


def inserted(
    stops: Sequence[Stop],
    crews: Sequence[Crew],
    ways: Ways,
    orders: Sequence[Sequence[Stop]] = (),
) -> list[list[Stop]]:
    """Each team's order, with every stop that fits somewhere: what must be made first, then by
    worth. One that isn't worth the metres it costs stays out, unless it must be made.
    """
    found = [list(order) for order in orders] or [[] for _ in crews]
    there = {stop.key for order in found for stop in order}
    waiting = [stop for stop in stops if stop.key not in there]
    for stop in sorted(waiting, key=lambda each: (not each.must, -each.worth, each.key)):
        places = [
            (driven.metres - _metres(crew, order, ways), number, place)
            for number, (crew, order) in enumerate(zip(crews, found, strict=True))
            for place in range(len(order) + 1)
            if (driven := drive(crew, [*order[:place], stop, *order[place:]], ways))
        ]
        if places and (stop.must or min(places)[0] <= stop.worth):
            _, number, place = min(places)
            found[number].insert(place, stop)
    return found


def _metres(crew: Crew, order: Sequence[Stop], ways: Ways) -> int:
    driven = drive(crew, order, ways) if order else None
    return driven.metres if driven else 0
