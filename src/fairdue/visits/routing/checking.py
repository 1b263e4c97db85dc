"""Whether a plan keeps what was asked, and why a stop is in none. Independent of who solved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fairdue.visits.routing.stops import (
    CLASH,
    FULL,
    REACH,
    SHIFT,
    SKILLS,
    Crew,
    LeftOut,
    Plan,
    Planned,
    Route,
    Stop,
    Ways,
    may_make,
)


def drive(crew: Crew, stops: Sequence[Stop], ways: Ways) -> Route | None:
    """The team makes these stops in this order, as early as may be; None where it can't."""
    at, here, metres = crew.earliest, crew.begins_at, 0
    planned: list[Planned] = []
    if crew.room is not None and sum(stop.load for stop in stops) > crew.room:
        return None
    for stop in stops:
        if not may_make(crew, stop):
            return None
        at = max(at + ways.seconds[here][stop.place], stop.earliest)
        if at > stop.latest:
            return None
        planned.append(Planned(stop.key, at, at + stop.service))
        metres += ways.metres[here][stop.place]
        at, here = at + stop.service, stop.place
    back = at + ways.seconds[here][crew.returns_to]
    if back > crew.latest:
        return None
    metres += ways.metres[here][crew.returns_to]
    first = stops[0] if stops else None
    sets_out = (
        planned[0].arrives - ways.seconds[crew.begins_at][first.place] if first else crew.earliest
    )
    return Route(crew.key, tuple(planned), max(crew.earliest, sets_out), back, metres)


def faults(plan: Plan, stops: Iterable[Stop], crews: Iterable[Crew], ways: Ways) -> list[str]:
    """What is wrong with a plan: every stop once, skills, windows, shifts, ways as they are."""
    by_key, teams = {stop.key: stop for stop in stops}, {crew.key: crew for crew in crews}
    seen = [each.key for route in plan.routes for each in route.stops]
    seen += [each.key for each in plan.left_out]
    found = [] if sorted(seen) == sorted(by_key) else ["not every stop is there exactly once"]
    if len({route.crew for route in plan.routes}) != len(plan.routes):
        found.append("a team drives twice")
    for route in plan.routes:
        driven = drive(teams[route.crew], [by_key[each.key] for each in route.stops], ways)
        if driven is None:
            found.append(f"team {route.crew} can't drive its route")
        elif (driven.stops, driven.metres, driven.returns) != (
            route.stops,
            route.metres,
            route.returns,
        ):
            found.append(f"team {route.crew}'s times or metres aren't those of its route")
    return found


def why_left_out(
    stop: Stop, crews: Sequence[Crew], ways: Ways, musts: Mapping[int, Stop]
) -> LeftOut:
    """Why nobody makes a stop. `musts`: the others that must be made."""
    able = [crew for crew in crews if may_make(crew, stop)]
    if not able:
        return LeftOut(stop.key, SKILLS)
    soonest = min(
        max(crew.earliest + ways.seconds[crew.begins_at][stop.place], stop.earliest)
        for crew in able
    )
    if soonest > stop.latest:
        return LeftOut(stop.key, REACH, soonest)
    if not any(drive(crew, [stop], ways) for crew in able):
        return LeftOut(stop.key, SHIFT, soonest)
    if stop.must:
        clashing = tuple(
            other.key
            for other in musts.values()
            if other.key != stop.key and not _both(stop, other, able, ways)
        )
        if clashing:
            return LeftOut(stop.key, CLASH, soonest, clashing)
    return LeftOut(stop.key, FULL, soonest)


def _both(stop: Stop, other: Stop, crews: Sequence[Crew], ways: Ways) -> bool:
    """Could one of these teams make both, in either order?"""
    return any(drive(crew, pair, ways) for crew in crews for pair in ((stop, other), (other, stop)))
