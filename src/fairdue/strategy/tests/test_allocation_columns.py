"""Sharing out among cases: law first, then what there is, and a reason for whoever waits."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.strategy.columns.allocation import ALLOCATED, PLANNED, WANTED, share_out
from fairdue.strategy.rules.capacity import Supply, TeamFacts, supplied
from fairdue.strategy.rules.worth import CHANNELS, INSTEAD

POLICY = {
    "shift_minutes": 360,
    "visits_per_team": 2,
    "letters_per_day": 0,
    "messages_per_day": 0,
    "legal_per_day": 1,
    "minutes": {"call": 8, "remind": 4},
    "team_change_minor": 300,
}
ONE = (TeamFacts("one", 1, ("zh",)),)
TWO = (*ONE, TeamFacts("two", 1, ("en", "zh")))
WORTH = {"message": 100, "letter": 200, "remind": 800, "call": 1000, "visit": 5000, "legal": 4000}


def a_case(ref: str, decided: str = "call", **changed: Any) -> dict[str, Any]:
    """One row of WANTED: everything lawful, worth as WORTH says."""
    allowed = INSTEAD.get(decided, ())
    row: dict[str, Any] = {"customer_ref": ref, "ordinal": 1, "decided": decided, "rank": 107}
    row |= {f"worth_{name}": WORTH[name] if name in allowed else None for name in WORTH}
    row |= {f"barred_{name}": None for name in CHANNELS}
    row |= {"message_by": "sms", "language": None, "team_before": None, "is_assigned": False}
    return row | changed


def supply(teams: tuple[TeamFacts, ...] = ONE, **amounts: int | None) -> Supply:
    """As POLICY has it, with other amounts by resource: of every team, or of all."""
    given = supplied(teams, POLICY, {})
    named = {place: amounts.get(place[0], amount) for place, amount in given.amounts.items()}
    return Supply(teams, named, given.minutes, given.team_change_minor)


def shared(*cases: dict[str, Any], by: Supply | None = None) -> list[dict[str, Any]]:
    """ALLOCATED as rows."""
    frame = pl.DataFrame(list(cases), schema=WANTED, orient="row")
    found = share_out(frame, by or supply())
    assert found.rows.schema == pl.Schema(ALLOCATED)
    assert found.value_minor <= found.bound_minor
    return found.rows.to_dicts()


def test_gives_what_was_decided_where_there_is_enough() -> None:
    rows = shared(a_case("a"), a_case("b", "visit"), a_case("c", "remind"), a_case("d", "legal"))
    assert [row["treatment"] for row in rows] == ["call", "visit", "remind", "legal"]
    assert [row["channel"] for row in rows] == ["call", "visit", "call", None]
    assert {row["reason"] for row in rows} == {None}
    assert {row["team"] for row in rows} == {"one"}
    assert all(row["priority"] == PLANNED + row["net_value_minor"] for row in rows)


def test_when_minutes_are_short_the_worthiest_are_called_and_the_rest_wait_behind() -> None:
    rows = shared(
        a_case("a", worth_call=500), a_case("b"), a_case("c", worth_call=700), by=supply(minutes=16)
    )
    assert [row["treatment"] for row in rows] == ["none", "call", "call"]
    assert (rows[0]["reason"], rows[0]["unlimited"]) == ("capacity", "call")
    assert rows[0]["priority"] == 107
    assert rows[1]["priority"] > rows[2]["priority"] >= PLANNED
    assert all(500 <= row["price_minor"] <= 700 for row in rows[1:])


def test_something_gentler_comes_in_for_what_is_short() -> None:
    rows = shared(a_case("a", "visit"), a_case("b", "visit", worth_visit=9000), by=supply(visits=1))
    assert [row["treatment"] for row in rows] == ["call", "visit"]
    assert rows[0]["reason"] == "capacity"


def test_a_reminder_takes_half_the_minutes_of_a_call() -> None:
    cases = [a_case(ref, "remind") for ref in "abcd"]
    assert [row["treatment"] for row in shared(*cases, by=supply(minutes=12))].count("remind") == 3


def test_what_the_law_or_pressure_bars_is_never_given_and_says_so() -> None:
    rows = shared(
        a_case("a", barred_call="CN-HOURS-01", barred_remind="CN-HOURS-01"),
        a_case("b", "visit", barred_visit="LENDER-PRESSURE"),
        a_case("c", barred_call="phone"),
        by=supply(messages=1),
    )
    assert [row["reason"] for row in rows] == ["law", "pressure", "law"]
    assert rows[1]["treatment"] == "call"
    assert sorted(row["treatment"] for row in (rows[0], rows[2])) == ["message", "none"]


def test_a_message_goes_by_what_is_lawful() -> None:
    row = shared(a_case("a", barred_call="x", message_by="email"), by=supply(messages=5))[0]
    assert (row["treatment"], row["channel"]) == ("message", "email")


def test_nothing_is_given_that_costs_more_than_it_brings() -> None:
    row = shared(a_case("a", worth_call=-50, worth_message=-1, worth_letter=-9))[0]
    assert (row["treatment"], row["reason"], row["net_value_minor"]) == ("none", "not_worth", 0)


def test_whom_the_table_leaves_alone_is_left_alone() -> None:
    rows = shared(a_case("a", "protect"), a_case("b", "leave"))
    assert [(row["treatment"], row["reason"]) for row in rows] == [("none", "untouched")] * 2


def test_a_team_keeps_its_cases_unless_another_has_room_that_is_worth_the_change() -> None:
    kept = a_case("a", team_before="two")
    assert shared(kept, by=supply(TWO))[0]["team"] == "two"
    crowded = [a_case(ref, team_before="two") for ref in "abc"]
    rows = shared(*crowded, by=supply(TWO, minutes=16))
    assert sorted(row["team"] for row in rows) == ["one", "two", "two"]
    assert min(row["net_value_minor"] for row in rows) == WORTH["call"] - 300
    named = [a_case(ref, team_before="two", is_assigned=True) for ref in "abc"]
    rows = shared(*named, by=supply(TWO, minutes=16))
    assert sorted(row["treatment"] for row in rows) == ["call", "call", "none"]
    assert {row["team"] for row in rows} == {"two"}


def test_a_customer_is_called_by_a_team_that_speaks_their_language() -> None:
    cases = [a_case(ref, language="en") for ref in "abc"]
    rows = shared(*cases, by=supply(TWO, minutes=16))
    assert sorted(row["treatment"] for row in rows) == ["call", "call", "none"]
    assert {row["team"] for row in rows} == {"two"}
    nobody = [a_case(ref, language="fr") for ref in "abc"]
    assert {row["team"] for row in shared(*nobody, by=supply(TWO, minutes=16))} == {"one", "two"}


def test_new_cases_go_to_teams_in_turn_with_more_to_the_larger() -> None:
    teams = (TeamFacts("one", 3), TeamFacts("two", 1))
    rows = shared(*(a_case(f"{number:03}") for number in range(100)), by=supply(teams))
    assert [row["team"] for row in rows].count("one") in range(73, 78)


def test_without_registered_collectors_minutes_are_not_limited() -> None:
    rows = shared(*(a_case(f"{number:03}") for number in range(100)),
                  by=supply((TeamFacts("one", 0),)))  # fmt: skip
    assert {row["treatment"] for row in rows} == {"call"}


def test_without_teams_there_is_nobody_to_keep_count_of() -> None:
    row = shared(a_case("a"), by=supply(()))[0]
    assert (row["treatment"], row["team"]) == ("call", None)


def test_lines_tell_what_was_used_and_what_more_would_be_worth() -> None:
    frame = pl.DataFrame([a_case("a"), a_case("b", worth_call=640)], schema=WANTED, orient="row")
    lines = {line.resource: line for line in share_out(frame, supply(minutes=8)).lines}
    assert (lines["minutes"].amount, lines["minutes"].used) == (8, 8)
    assert 640 / 8 <= lines["minutes"].price_minor <= 1000 / 8
    assert (lines["visits"].used, lines["visits"].price_minor) == (0, 0)


WORTHS = st.integers(-50, 900)
BARS = st.sampled_from([None, None, "LENDER-PRESSURE", "CN-HOURS-01"])


@st.composite
def cases(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(1, 15))):
        decided = draw(st.sampled_from([*INSTEAD, "protect", "leave"]))
        row = a_case(f"{number:02}", decided)
        row |= {f"barred_{name}": draw(BARS) for name in CHANNELS}
        row |= {f"worth_{name}": draw(WORTHS) for name in INSTEAD.get(decided, ())}
        row["team_before"] = draw(st.sampled_from([None, "one", "two", "gone"]))
        row["language"] = draw(st.sampled_from([None, "zh", "en"]))
        found.append(row)
    return found


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(0, 60), st.integers(0, 3), st.integers(0, 3))
def test_law_pressure_the_table_and_what_there_is_hold_for_every_plan(
    rows: list[dict[str, Any]], minutes: int, visits: int, letters: int
) -> None:
    by = supply(TWO, minutes=minutes, visits=visits, letters=letters, messages=1)
    frame = pl.DataFrame(rows, schema=WANTED, orient="row")
    found = share_out(frame, by)
    assert found.rows.height == frame.height
    for asked, got in zip(rows, found.rows.iter_rows(named=True), strict=True):
        given_out = got["treatment"]
        if given_out == "none":
            assert got["reason"] is not None
            continue
        assert given_out in INSTEAD[asked["decided"]]
        assert asked.get(f"barred_{given_out}") is None
        assert got["net_value_minor"] > 0
        assert (got["reason"] is None) == (given_out == asked["decided"])
    counts: dict[tuple[str, str], int] = {}
    for row in found.rows.iter_rows(named=True):
        if row["treatment"] in ("call", "remind"):
            place, units = ("minutes", row["team"]), by.minutes[row["treatment"]]
        elif row["treatment"] == "visit":
            place, units = ("visits", row["team"]), 1
        else:
            place, units = ({"message": "messages", "letter": "letters"}.get(
                row["treatment"], "legal"), ""), 1  # fmt: skip
        counts[place] = counts.get(place, 0) + units * (row["treatment"] != "none")
    for line in found.lines:
        assert line.used == counts.get((line.resource, line.team), 0)
        assert line.amount is None or line.used <= line.amount
