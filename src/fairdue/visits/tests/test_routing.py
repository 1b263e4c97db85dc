"""Plans keep windows, shifts, skills and room; what doesn't fit is named with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.visits.routing.checking import drive, faults
from fairdue.visits.routing.solving import plan_rounds
from fairdue.visits.routing.stops import (
    CLASH,
    FULL,
    REACH,
    SHIFT,
    SKILLS,
    Crew,
    LeftOut,
    Plan,
    Route,
    Stop,
    Ways,
)

MINUTE, HOUR = 60, 3600
NINE, FIVE = 9 * HOUR, 17 * HOUR


def line(*places: int) -> Ways:
    """Places on one road, in kilometres; a minute and a half each."""
    metres = tuple(tuple(abs(a - b) * 1000 for b in places) for a in places)
    return Ways(metres, tuple(tuple(way * 90 // 1000 for way in row) for row in metres))


def stop(key: int, earliest: int = NINE, latest: int = FIVE - HOUR, **more: object) -> Stop:
    return Stop(key, key, 30 * MINUTE, earliest, latest, **{"worth": 100_000, **more})  # type: ignore[arg-type]


def crew(key: int = 1, **more: object) -> Crew:
    return Crew(key, 0, 0, **{"earliest": NINE, "latest": FIVE, **more})  # type: ignore[arg-type]


def plan(stops: list[Stop], crews: list[Crew], ways: Ways) -> Plan:
    found = plan_rounds(stops, crews, ways, seconds=5, calm=300)
    assert not faults(found, stops, crews, ways)
    return found


def test_a_round_goes_out_along_the_road_and_back() -> None:
    found = plan([stop(1), stop(2), stop(3)], [crew()], line(0, 10, 30, 20))
    [route] = found.routes
    assert route.metres == 60_000 and not found.left_out
    assert [each.key for each in route.stops] in ([1, 3, 2], [2, 3, 1], [1, 2, 3], [3, 2, 1])


def test_a_window_agreed_with_the_cardholder_is_kept() -> None:
    stops = [stop(1), stop(2, earliest=10 * HOUR, latest=10 * HOUR, must=True), stop(3)]
    found = plan(stops, [crew()], line(0, 10, 12, 14))
    times = {each.key: each.arrives for each in found.routes[0].stops}
    assert times[2] == 10 * HOUR and len(times) == 3


def test_what_nobody_has_the_skills_for_is_named() -> None:
    stops = [stop(1, skills=frozenset({"cantonese"})), stop(2)]
    found = plan(stops, [crew(skills=frozenset({"english"}))], line(0, 1, 2))
    assert found.left_out == (LeftOut(1, SKILLS),)


def test_what_nobody_reaches_in_its_window_is_named_with_the_soonest_moment() -> None:
    found = plan([stop(1, latest=NINE + 10 * MINUTE, must=True)], [crew()], line(0, 40))
    assert found.left_out == (LeftOut(1, REACH, NINE + HOUR),)


def test_what_brings_nobody_back_in_time_is_named() -> None:
    found = plan([stop(1, earliest=16 * HOUR, latest=16 * HOUR)], [crew()], line(0, 40))
    assert [each.why for each in found.left_out] == [SHIFT]


def test_two_that_must_be_made_at_one_hour_are_named_together() -> None:
    stops = [
        stop(1, earliest=10 * HOUR, latest=10 * HOUR, must=True),
        stop(2, earliest=10 * HOUR, latest=10 * HOUR, must=True),
    ]
    found = plan(stops, [crew()], line(0, 5, 30))
    [left] = found.left_out
    assert left.why == CLASH and left.others == (3 - left.key,)
    assert plan(stops, [crew(1), crew(2)], line(0, 5, 30)).left_out == ()


def test_what_is_worth_least_waits_when_the_day_is_full() -> None:
    stops = [stop(key, worth=key * 100_000) for key in range(1, 5)]
    found = plan(stops, [crew(latest=NINE + 2 * HOUR)], line(0, 4, 4, 4, 4))
    assert [(each.key, each.why) for each in found.left_out] == [(1, FULL)]


def test_a_team_makes_no_more_visits_than_it_has_room_for() -> None:
    stops = [stop(key) for key in range(1, 6)]
    found = plan(stops, [crew(1, room=2), crew(2, room=2)], line(0, 1, 2, 3, 4, 5))
    assert found.stops == 4 and len(found.left_out) == 1


def test_a_visit_that_one_team_has_the_permit_for_stays_with_it() -> None:
    stops = [stop(1, only=frozenset({2})), stop(2, only=frozenset({1}))]
    found = plan(stops, [crew(1), crew(2)], line(0, 5, 5))
    assert {route.crew: [each.key for each in route.stops] for route in found.routes} == {
        1: [2],
        2: [1],
    }


def test_a_plan_that_is_wrong_is_seen_to_be() -> None:
    stops, ways = [stop(1), stop(2)], line(0, 1, 2)
    good = plan(stops, [crew()], ways)
    [route] = good.routes
    assert faults(Plan((), ()), stops, [crew()], ways)
    assert faults(Plan((route, route), ()), stops, [crew()], ways)
    short = Route(route.crew, route.stops, route.sets_out, route.returns, route.metres - 1)
    assert faults(Plan((short,), ()), stops, [crew()], ways)
    assert faults(good, stops, [crew(room=1)], ways)


def test_rounds_need_a_team() -> None:
    with pytest.raises(ValueError, match="need a team"):
        plan_rounds([stop(1)], [], line(0, 1), seconds=1)


@settings(max_examples=25)
@given(st.data())
def test_any_day_has_a_plan_without_faults_in_which_nothing_left_out_could_simply_be_added(
    data: st.DataObject,
) -> None:
    size = data.draw(st.integers(1, 9))
    places = [0] + [data.draw(st.integers(0, 60)) for _ in range(size)]
    ways = line(*places)
    skills = st.frozensets(st.sampled_from(["care", "english"]), max_size=1)
    stops = []
    for key in range(1, size + 1):
        earliest = data.draw(st.integers(NINE // HOUR, 15)) * HOUR
        length = data.draw(st.integers(0, 3)) * HOUR
        more = {"skills": data.draw(skills), "must": data.draw(st.booleans())}
        stops.append(stop(key, earliest, earliest + length, **more))
    crews = [
        crew(key, skills=data.draw(skills), room=data.draw(st.sampled_from([None, 2])))
        for key in (1, 2)
    ]
    found = plan_rounds(stops, crews, ways, seconds=3, calm=150)
    assert not faults(found, stops, crews, ways)
    by_key = {each.key: each for each in stops}
    teams = {each.key: each for each in crews}
    routes = {
        each.key: next(
            (
                [by_key[s.key] for s in route.stops]
                for route in found.routes
                if route.crew == each.key
            ),
            [],
        )
        for each in crews
    }
    for left in found.left_out:
        if left.why in (SKILLS, REACH, SHIFT):
            assert not any(drive(team, [by_key[left.key]], ways) for team in crews)
        elif by_key[left.key].must:
            for key, route in routes.items():
                assert not any(
                    drive(teams[key], [*route[:n], by_key[left.key], *route[n:]], ways)
                    for n in range(len(route) + 1)
                )
