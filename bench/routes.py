"""Rounds: Solomon's instances against the best known, and a day of visits against a greedy plan.

`python -m bench.routes` with FAIRDUE_VRPTW naming the folder of the instances; without it, only the
day. Ends with 1 when an instance is over its limit at the fleet best known, or greedy drives less.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence

from bench._solomon import MISSING, instances

from fairdue.visits.routing.checking import drive, faults
from fairdue.visits.routing.distances import Spot, StraightLine
from fairdue.visits.routing.solving import plan_rounds
from fairdue.visits.routing.stops import Crew, Plan, Route, Stop, Ways

SECONDS = 30.0
OVER_MAX = 0.02
NEVER_CALM = 10**9
"""Iterations: the search goes on until its time is over."""

VISITS, TEAMS, SEED = 60, 6, 7
MINUTE, HOUR = 60, 3600


def main() -> int:
    """Both measurements; gives 1 where one misses its limit."""
    try:
        missed = _solomon()
    except FileNotFoundError:
        print(MISSING)
        missed = False
    return int(_day() or missed)


def _solomon() -> bool:
    print(
        f"{'instance':8} {'teams':>5} {'distance':>9} {'best known':>10} {'over':>7} {'seconds':>7}"
    )
    missed = False
    for each in instances():
        begun = time.perf_counter()
        plan = plan_rounds(each.stops, each.crews, each.ways, seconds=SECONDS, calm=NEVER_CALM)
        seconds = time.perf_counter() - begun
        wrong = faults(plan, each.stops, each.crews, each.ways)
        distance = each.distance([[stop.key for stop in route.stops] for route in plan.routes])
        over = distance / each.best - 1
        missed |= bool(plan.left_out or wrong or over > OVER_MAX)
        print(
            f"{each.name:8} {len(plan.routes):5} {distance:9.2f} {each.best:10.2f} "
            f"{over:7.2%} {seconds:7.1f}" + ("  NOT ALL PLANNED" if plan.left_out else "")
        )
    return missed


def _day() -> bool:
    """A day in a city: half of the visits with a window of two hours, half without."""
    stops, crews, ways = _city()
    begun = time.perf_counter()
    solved = plan_rounds(stops, crews, ways, seconds=SECONDS)
    seconds = time.perf_counter() - begun
    simple = greedy(stops, crews, ways)
    if faults(solved, stops, crews, ways):
        raise RuntimeError("a plan with faults can't be measured")
    print(f"{'a day':8} {'visits':>7} {'km':>7} {'km a visit':>10} {'teams':>6}")
    for name, plan in (("greedy", simple), ("solved", solved)):
        each = plan.metres / 1000 / plan.stops
        print(
            f"{name:8} {plan.stops:7} {plan.metres / 1000:7.0f} {each:10.2f} {len(plan.routes):6}"
        )
    made = {stop.key for route in simple.routes for stop in route.stops}
    same = plan_rounds([each for each in stops if each.key in made], crews, ways, seconds=SECONDS)
    factor = simple.metres / same.metres
    print(
        f"solved in {seconds:.1f} s: {solved.stops / simple.stops:.2f} times as many visits; "
        f"for greedy's own {simple.stops} greedy drives {factor:.2f} times as far"
    )
    return same.stops < simple.stops or solved.stops < simple.stops or factor < 1


def _city() -> tuple[list[Stop], list[Crew], Ways]:
    chance = random.Random(SEED)
    office = Spot(31.2304, 121.4737)
    homes = [
        Spot(office.latitude + chance.gauss(0, 0.08), office.longitude + chance.gauss(0, 0.1))
        for _ in range(VISITS)
    ]
    ways = StraightLine(1.4, 25 / 3.6).ways([office, *homes])
    stops = []
    for key in range(1, VISITS + 1):
        begins = chance.choice([9, 11, 13, 15]) * HOUR if key % 2 else 9 * HOUR
        ends = begins + 2 * HOUR if key % 2 else 18 * HOUR
        service = 20 * MINUTE
        stops.append(Stop(key, key, service, begins, ends - service, worth=60_000))
    crews = [Crew(key, 0, 0, 9 * HOUR, 18 * HOUR) for key in range(1, TEAMS + 1)]
    return stops, crews, ways


def greedy(stops: Sequence[Stop], crews: Sequence[Crew], ways: Ways) -> Plan:
    """Each team in turn goes on to the nearest visit that it can still make, until none is left."""
    waiting = {stop.key: stop for stop in stops}
    routes: list[Route] = []
    for crew in crews:
        order: list[Stop] = []
        while True:
            here = order[-1].place if order else crew.begins_at
            able = [each for each in waiting.values() if drive(crew, [*order, each], ways)]
            if not able:
                break
            nearest = min(able, key=lambda each: (ways.metres[here][each.place], each.key))
            order.append(waiting.pop(nearest.key))
        route = drive(crew, order, ways)
        if order and route is not None:
            routes.append(route)
    return Plan(tuple(routes), ())


if __name__ == "__main__":
    sys.exit(main())
