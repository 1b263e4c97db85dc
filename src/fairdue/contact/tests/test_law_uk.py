from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.contact.rules.uk_contact import (
    keeps_private,
    may_contact_in_moratorium,
    may_contact_reasonably,
    may_go_past_adviser,
    may_pursue,
    may_pursue_disputed,
    may_pursue_while_planning,
    suspended_until,
    treats_fairly,
)
from fairdue.wording.rules.said import Wish

LONDON = ZoneInfo("Europe/London")


def allowed(at: datetime, *wishes: Wish, medium: str = "call") -> list[bool]:
    clauses = may_contact_reasonably(
        at, medium, wishes, LONDON, by_the_clock=True, earliest=time(8), latest=time(21)
    )
    return [clause.allowed for clause in clauses]


@pytest.mark.parametrize(
    ("clock", "usual", "wished"),
    [
        ("07:59:59", False, False),
        ("08:00:00", True, False),
        ("11:59:59", True, False),
        ("12:00:00", True, True),
        ("20:59:59", True, True),
        ("21:00:00", False, True),
    ],
)
def test_hours_and_a_request_not_to_call_before_noon(clock: str, usual: bool, wished: bool) -> None:
    at = datetime.fromisoformat(f"2026-10-14T{clock}+01:00")
    assert allowed(at, Wish(frozenset({"call"}), None, time(12))) == [usual, wished]


def test_a_request_speaks_of_its_medium_and_days_alone() -> None:
    at = datetime(2026, 10, 14, 10, tzinfo=LONDON)
    assert allowed(at, Wish(frozenset({"call"})), medium="email") == [True, True]
    assert allowed(at, Wish(weekdays=frozenset({2}))) == [True, False]
    assert allowed(at, Wish(weekdays=frozenset({3}))) == [True, True]
    assert allowed(at, Wish(begins=time(10))) == [True, False]


@given(st.integers(1_767_225_600, 1_830_297_600))
def test_every_moment_is_before_or_from_an_hour_on(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    barred = [not allowed(at, wish)[1] for wish in (Wish(ends=time(12)), Wish(begins=time(12)))]
    assert sorted(barred) == [False, True]


@given(st.booleans(), st.sampled_from(["england", "wales", "scotland"]), st.booleans())
def test_a_breathing_space_lets_only_the_permitted_through(
    covered: bool, nation: str, permitted: bool
) -> None:
    found = may_contact_in_moratorium(
        covered=covered,
        nation=nation,
        why="legal_notice" if permitted else "payment_demand",
        permitted=("legal_notice",),
        nations=("england", "wales"),
    )
    assert found.allowed is (not covered or nation == "scotland" or permitted)


@given(st.booleans(), st.booleans())
def test_pursuit_stops_for_capacity_and_disputes(pursues: bool, doubt: bool) -> None:
    stops = pursues and doubt
    capacity = may_pursue(pursues=pursues, capacity_doubted=doubt, applies=True)
    dispute = may_pursue_disputed(pursues=pursues, disputed=doubt, applies=True)
    assert (capacity.allowed, dispute.allowed) == (not stops, not stops)


@given(st.integers(-5, 60))
def test_recovery_waits_thirty_days_for_a_plan(days: int) -> None:
    since = date(2026, 9, 14)
    on = since + timedelta(days=days)
    assert may_pursue_while_planning(since, on, pursues=True, days=30).allowed is not (
        0 <= days <= 30
    )
    assert may_pursue_while_planning(None, on, pursues=True, days=30).allowed


def test_advisers_are_not_passed_and_privacy_is_kept() -> None:
    def past(*, to_adviser: bool = False, excused: bool = False) -> bool:
        return may_go_past_adviser(
            represented=True, to_adviser=to_adviser, excused=excused, applies=True
        ).allowed

    assert [past(), past(to_adviser=True), past(excused=True)] == [False, True, True]

    def private(**changes: bool) -> bool:
        told = {"discloses_to_others": False, "unidentified": False, "premium_number": False}
        return keeps_private(**(told | changes), applies=True).allowed

    assert private()
    for name in ("discloses_to_others", "unidentified", "premium_number"):
        assert not private(**{name: True})


@given(st.integers(1_767_225_600, 1_830_297_600), st.integers(9, 14), st.integers(15, 20))
def test_hours_and_requests_turn_at_the_moment_they_name(
    seconds: int, begins: int, ends: int
) -> None:
    def asked(at: datetime) -> list[tuple[bool, datetime | None]]:
        wish = Wish(begins=time(begins), ends=time(ends))
        clauses = may_contact_reasonably(
            at, "call", [wish], LONDON, by_the_clock=True, earliest=time(8), latest=time(21)
        )
        return [(clause.allowed, clause.allowed_from) for clause in clauses]

    for number, (allowed, opens) in enumerate(asked(datetime.fromtimestamp(seconds, UTC))):
        if not allowed:
            assert opens is not None
            assert asked(opens)[number][0]
            assert not asked(opens - timedelta(seconds=1))[number][0]


def test_a_request_nobody_understood_bars_contact() -> None:
    at = datetime(2026, 10, 14, 10, tzinfo=LONDON)
    _, wished = may_contact_reasonably(
        at, "call", [], LONDON, by_the_clock=True, unclear=True, earliest=time(8), latest=time(21)
    )
    assert not wished.allowed
    assert wished.allowed_from is None


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.booleans())
def test_a_suspension_is_thirty_days_or_twice_that(since: date, extended: bool) -> None:
    last = suspended_until(since, extended=extended, days=30)
    assert (last - since).days == (60 if extended else 30)


@given(st.sets(st.sampled_from(["pressure_to_borrow", "sell_home"])), st.booleans())
def test_any_unfair_act_is_denied(acts: set[str], applies: bool) -> None:
    assert treats_fairly(acts, applies=applies).allowed is not (applies and bool(acts))
