"""Finds rounds with PyVRP: iterated local search over routes with windows, shifts and prizes.

At first the stops that must be made are asked of the solver, and any other is worth so many metres
of driving. Where that has no plan, none is asked: one that must be made then carries a prize above
anything there is to drive. So there always is a plan, and what doesn't fit comes back by name with
its reason, and not as "infeasible".
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from pyvrp import Client, Depot, Location, ProblemData, Solution, VehicleType, solve
from pyvrp import Route as Driven
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement

from fairdue.visits.routing.checking import drive, why_left_out
from fairdue.visits.routing.inserting import inserted
from fairdue.visits.routing.stops import UNREACHABLE, Crew, Plan, Route, Stop, Ways, may_make

SEED = 20260310
"""The same question gets the same answer, unless the time runs out first."""

CALM = 2_000
"""Iterations without a better plan after which the search ends."""


def plan_rounds(
    stops: Sequence[Stop],
    crews: Sequence[Crew],
    ways: Ways,
    *,
    seconds: float,
    calm: int = CALM,
    before: Sequence[Sequence[int]] = (),
) -> Plan:
    """The rounds with the least metres for the most worth, in so many seconds.

    Twice as many where not all that must be made fits.

    `before`, per team in order, are the keys of a plan to begin from. A team with nothing to do has
    no route. Raises ValueError without a team or for places that aren't in the matrix.
    """
    if not crews:
        raise ValueError("rounds need a team")
    by_key = {stop.key: stop for stop in stops}
    if not stops:
        return Plan((), ())
    possible = [stop for stop in stops if any(drive(crew, [stop], ways) for crew in crews)]
    routes = []
    if possible:
        routes = _solved(
            possible,
            crews,
            ways,
            lambda: MultipleCriteria([MaxRuntime(seconds), NoImprovement(calm)]),
            before,
        )
    made = {each.key for route in routes for each in route.stops}
    musts = {stop.key: stop for stop in stops if stop.must}
    left = tuple(why_left_out(by_key[key], crews, ways, musts) for key in by_key if key not in made)
    return Plan(tuple(routes), left)


def _solved(
    stops: Sequence[Stop],
    crews: Sequence[Crew],
    ways: Ways,
    stop: Callable[[], MultipleCriteria],
    before: Sequence[Sequence[int]],
) -> list[Route]:
    """The routes of a plan with all that must be made; of the best one, where there is none."""
    data = _data(stops, crews, ways, ask=True)
    found = _search(data, stop(), _begun(data, stops, before))
    if not found.is_feasible():
        first = inserted(stops, crews, ways)
        data = _data(stops, crews, ways, ask=False)
        orders = [[each.key for each in order] for order in first]
        found = _search(data, stop(), _begun(data, stops, orders))
    orders_found: list[list[Stop]] = [[] for _ in crews]
    for driven in found.routes():
        order = [stops[activity.idx] for activity in driven if activity.is_client()]
        orders_found[driven.vehicle_type()] = order
    if any(drive(*pair, ways) is None for pair in zip(crews, orders_found, strict=True)):
        raise RuntimeError("the solver's plan can't be driven")
    filled = inserted(stops, crews, ways, orders_found)
    routes = [drive(crew, order, ways) for crew, order in zip(crews, filled, strict=True) if order]
    return [route for route in routes if route is not None]


def _search(data: ProblemData, stop: MultipleCriteria, begun: Solution | None) -> Solution:
    with warnings.catch_warnings():
        # It warns where no plan may be found, which is looked at and answered for here.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        return solve(
            data, stop=stop, seed=SEED, collect_stats=False, display=False, initial_solution=begun
        ).best


def _data(stops: Sequence[Stop], crews: Sequence[Crew], ways: Ways, *, ask: bool) -> ProblemData:
    """The same as PyVRP has it: one kind of vehicle per team, one set of ways per kind of team.

    A stop that a team may not make is out of its reach: the ways there take longer than any day.
    """
    places, everything = len(ways.metres), sum(stop.load for stop in stops)
    locations = [Location(0, 0) for _ in range(places)]
    # One that must be made outweighs all driving and all others together.
    furthest = max(max(row) for row in ways.metres)
    most = 2 * furthest * (len(stops) + len(crews)) + sum(max(0, stop.worth) for stop in stops)
    clients = [
        Client(
            location=stop.place,
            delivery=[stop.load],
            service_duration=stop.service,
            tw_early=stop.earliest,
            tw_late=stop.latest,
            prize=most if stop.must else max(0, stop.worth),
            required=stop.must and ask,
        )
        for stop in stops
    ]
    depots = [Depot(location=place) for place in range(places)]
    barred = [
        frozenset(n for n, stop in enumerate(stops) if not may_make(crew, stop)) for crew in crews
    ]
    profiles = sorted(set(barred), key=sorted)
    vehicles = [
        VehicleType(
            start_depot=crew.begins_at,
            end_depot=crew.returns_to,
            capacity=[everything if crew.room is None else crew.room],
            tw_early=crew.earliest,
            tw_late=crew.latest,
            unit_distance_cost=1,
            profile=profiles.index(out),
        )
        for crew, out in zip(crews, barred, strict=True)
    ]
    metres, seconds = np.array(ways.metres, dtype=np.int64), np.array(ways.seconds, dtype=np.int64)
    return ProblemData(
        locations=locations,
        clients=clients,
        depots=depots,
        vehicle_types=vehicles,
        distance_matrices=[_without(metres, stops, out) for out in profiles],
        duration_matrices=[_without(seconds, stops, out) for out in profiles],
    )


def _without(matrix: Any, stops: Sequence[Stop], out: frozenset[int]) -> Any:
    """The matrix with the ways to some stops longer than any day."""
    changed = matrix.copy()
    for number in out:
        place = stops[number].place
        changed[:, place] = UNREACHABLE
        changed[place, place] = 0
    return changed


def _begun(
    data: ProblemData, stops: Sequence[Stop], before: Sequence[Sequence[int]]
) -> Solution | None:
    """A plan to begin from, per team in order; stops that are gone meanwhile drop out."""
    if not any(before):
        return None
    number = {stop.key: n for n, stop in enumerate(stops)}
    orders = [[number[key] for key in keys if key in number] for keys in before]
    return Solution(
        data, [Driven(data, order, vehicle) for vehicle, order in enumerate(orders) if order]
    )
