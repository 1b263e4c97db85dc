"""The pure rules: cases, and that the moment they name is the moment the answer turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairdue.contact.queries.terms import BEIJING
from fairdue.contact.rules.holds import Standing, may_contact_despite
from fairdue.contact.rules.hours import may_contact_at
from fairdue.contact.rules.points import Point, may_use
from fairdue.contact.rules.terms import Night, Term
from fairdue.contact.rules.visits import may_visit_with
from fairdue.contact.rules.written import REMINDER
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation, Clause

SECOND = timedelta(seconds=1)
CITATION = Citation(Text("A source", "来源"), "L6", "B", date(2026, 1, 30))
NIGHT = Term("CN-HOURS-01", Night(time(22), time(8)), CITATION)

moments = st.datetimes(
    datetime(2026, 3, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2026, 4, 30),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, BEIJING, ZoneInfo("America/New_York")]),
)


def beijing(clock: str, day: int = 10) -> datetime:
    return datetime.combine(date(2026, 3, day), time.fromisoformat(clock), tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("clock", "allowed"),
    [
        ("07:59:59", False),
        ("08:00:00", True),
        ("12:00:00", True),
        ("21:59:59", True),
        ("22:00:00", False),
        ("00:00:00", False),
    ],
)
def test_no_collecting_at_night(clock: str, allowed: bool) -> None:
    assert may_contact_at(beijing(clock), NIGHT, BEIJING).allowed is allowed


def test_a_refusal_names_rule_value_since_when_and_what_would_allow_it() -> None:
    reason = may_contact_at(beijing("22:15"), NIGHT, BEIJING).reason
    for part in ("CN-HOURS-01", "22:00–08:00", "since 2026-01-30", "from 2026-03-11 08:00"):
        assert part in reason.en
    for part in ("CN-HOURS-01", "22:00–08:00", "2026-01-30", "2026年3月11日08:00"):
        assert part in reason.zh


@given(moments, st.times(), st.times())
def test_the_hour_rule_turns_at_the_moment_it_names(at: datetime, begins: time, ends: time) -> None:
    begins, ends = begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)
    assume(begins != ends)
    night = Term("CN-HOURS-01", Night(begins, ends), CITATION)

    def allowed(moment: datetime) -> bool:
        return may_contact_at(moment, night, BEIJING).allowed

    clause = may_contact_at(at, night, BEIJING)
    turn = clause.allowed_until if clause.allowed else clause.allowed_from
    assert turn is not None
    assert turn > at
    assert allowed(turn) is not clause.allowed
    assert allowed(max(at, turn - SECOND)) is clause.allowed


holds = st.lists(
    st.builds(
        Standing,
        id=st.integers(1, 99),
        name=st.just(Text("Dispute", "争议")),
        starts_at=moments,
        ends_at=moments | st.none(),
        lets=st.sampled_from([(), (REMINDER,)]),
    ),
    max_size=4,
)


@given(moments, holds)
def test_the_hold_rule_turns_at_the_moment_it_names(at: datetime, standing: list[Standing]) -> None:
    stops = Term("LENDER-HOLD", ("call",), CITATION)

    def answer(moment: datetime) -> Clause:
        return may_contact_despite(standing, "call", moment, stops, BEIJING)

    clause = answer(at)
    assert clause.allowed is not any(hold.stands_at(at) for hold in standing)
    if clause.allowed_from is not None:
        assert answer(clause.allowed_from).allowed
        assert not answer(max(at, clause.allowed_from - timedelta(microseconds=1))).allowed


@given(
    moments,
    holds,
    st.sampled_from(["call", "email"]),
    st.sampled_from(["", REMINDER]),
    st.lists(st.sampled_from(["call", "email"]), unique=True),
)
def test_a_reminder_passes_the_holds_that_let_it_and_no_others(
    at: datetime, standing: list[Standing], channel: str, purpose: str, reminders: list[str]
) -> None:
    stops = Term("LENDER-HOLD", ("call", "email"), CITATION)
    clause = may_contact_despite(
        standing, channel, at, stops, BEIJING, purpose=purpose, reminders=reminders
    )
    passes = purpose == REMINDER and channel in reminders
    stopping = [hold for hold in standing if not (passes and REMINDER in hold.lets)]
    assert clause == replace(
        may_contact_despite(stopping, channel, at, stops, BEIJING),
        values=clause.values,
    )
    assert clause.allowed is not any(hold.stands_at(at) for hold in stopping)


def test_a_hold_without_an_end_is_not_waited_out() -> None:
    hold = Standing(1, Text("Deceased", "身故"), beijing("08:00"), None)
    stops = Term("LENDER-HOLD", ("call",), CITATION)
    clause = may_contact_despite([hold], "call", beijing("09:00"), stops, BEIJING)
    assert clause.allowed_from is None
    assert "once it is released" in clause.reason.en


@pytest.mark.parametrize(("visitors", "allowed"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_visit_needs_two_people(visitors: int, allowed: bool) -> None:
    assert may_visit_with(visitors, Term("CN-VISIT-01", 2, CITATION)).allowed is allowed


def test_numbers_known_not_to_work_are_left_alone() -> None:
    never, used = Term("LENDER-POINT", False, CITATION), Term("LENDER-POINT", True, CITATION)
    assert may_use(Point(1, None), never).allowed
    assert not may_use(Point(1, date(2026, 3, 1)), never).allowed
    assert may_use(Point(1, date(2026, 3, 1)), used).allowed
