"""The pure rules: cases, and that the moment they name is the moment the answer turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairdue.contact.models import UNANSWERED, Channel, Outcome
from fairdue.contact.queries import BEIJING, terms_at
from fairdue.contact.rules.document import clause_document, verdict_from
from fairdue.contact.rules.frequency import (
    Call,
    Counts,
    Unspent,
    count,
    may_call_person,
    may_dial_number,
)
from fairdue.contact.rules.holds import Standing, may_contact_despite
from fairdue.contact.rules.hours import may_contact_at
from fairdue.contact.rules.points import Point, may_use
from fairdue.contact.rules.terms import Night, Term
from fairdue.contact.rules.verdict import Facts, judge
from fairdue.contact.rules.visits import may_visit_with
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation, Clause, Verdict

SECOND = timedelta(seconds=1)
MISSED = frozenset(str(outcome) for outcome in UNANSWERED)
CITATION = Citation(Text("A source", "来源"), "L6", "B", date(2026, 1, 30))
NIGHT = Term("CN-HOURS-01", Night(time(22), time(8)), CITATION)
TERMS = terms_at(datetime(2026, 3, 10, tzinfo=UTC))

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


calls = st.lists(
    st.builds(
        Call,
        contact_point_id=st.sampled_from([1, 2]),
        made_at=moments,
        outcome=st.sampled_from(["", *Outcome.values]),
    ),
    max_size=12,
)


@given(
    moments,
    st.lists(st.tuples(st.integers(0, 86_399), st.sampled_from(["", *Outcome])), max_size=9),
)
def test_the_frequency_rules_turn_at_the_moment_they_name(
    at: datetime, today: list[tuple[int, str]]
) -> None:
    start = at.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    made = [Call(1, start + timedelta(seconds=second), outcome) for second, outcome in today]

    def clauses(moment: datetime) -> tuple[Clause, Clause]:
        counts = count(made, [], contact_point_id=1, at=moment, zone=BEIJING, unanswered=MISSED)
        return (
            may_call_person(counts.effective, Term("CN-FREQ-01", 3, CITATION), moment, BEIJING),
            may_dial_number(counts.unanswered, Term("CN-FREQ-02", 6, CITATION), moment, BEIJING),
        )

    for which, clause in enumerate(clauses(at)):
        if not clause.allowed:
            assert clause.allowed_from is not None
            assert clauses(clause.allowed_from)[which].allowed
            assert not clauses(max(at, clause.allowed_from - SECOND))[which].allowed


@given(moments, calls, st.integers(0, 3))
def test_one_more_call_never_makes_another_lawful(
    at: datetime, made: list[Call], pending: int
) -> None:
    unspent = [Unspent(1, at + timedelta(seconds=30))] * pending
    more = Call(1, at, "")

    def counts(calls: list[Call]) -> Counts:
        return count(calls, unspent, contact_point_id=1, at=at, zone=BEIJING, unanswered=MISSED)

    before, after = counts(made), counts([*made, more])
    assert after.effective == before.effective + 1
    assert after.unanswered == before.unanswered + 1
    assert before.effective >= pending


def test_counts_by_beijing_days_persons_and_numbers() -> None:
    made = [
        Call(1, beijing("23:59:59", day=9), "refuses"),
        Call(1, beijing("00:00:00"), "no_answer"),
        Call(2, beijing("09:00"), "machine"),
        Call(1, beijing("10:00"), "busy"),
        Call(1, beijing("11:00"), ""),
    ]
    permits = [Unspent(2, beijing("12:00:01")), Unspent(1, beijing("12:00:00"))]

    def of(point: int) -> Counts:
        return count(
            made,
            permits,
            contact_point_id=point,
            at=beijing("12:00"),
            zone=BEIJING,
            unanswered=MISSED,
        )

    assert of(1) == Counts(effective=3, unanswered=3)
    assert of(2) == Counts(effective=3, unanswered=1)


holds = st.lists(
    st.builds(
        Standing,
        id=st.integers(1, 99),
        name=st.just(Text("Dispute", "争议")),
        starts_at=moments,
        ends_at=moments | st.none(),
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


def facts(at: datetime, effective: int = 0, unanswered: int = 0, *, holds: int = 0) -> Facts:
    standing = tuple(
        Standing(number, Text("Hold", "停催"), at, at + timedelta(hours=5 * number))
        for number in range(1, holds + 1)
    )
    return Facts(at, Counts(effective, unanswered), standing, Point(1, None), visitors=2)


@given(moments, st.integers(0, 4), st.integers(0, 7), st.integers(0, 3), st.sampled_from(Channel))
def test_the_whole_verdict_turns_at_the_moment_it_names(
    at: datetime, effective: int, unanswered: int, number: int, channel: Channel
) -> None:
    known = facts(at, effective, unanswered, holds=number)

    def later(moment: datetime) -> Verdict:
        new_day = moment.astimezone(BEIJING).date() > at.astimezone(BEIJING).date()
        counts = Counts(0, 0) if new_day else known.counts
        return judge(replace(known, at=moment, counts=counts), channel, TERMS)

    verdict = later(at)
    if verdict.allowed:
        until = verdict.allowed_until
        assert until is None or not later(until).allowed
    else:
        assert verdict.allowed_from is not None
        assert later(verdict.allowed_from).allowed
        assert not later(max(at, verdict.allowed_from - SECOND)).allowed


def test_after_the_days_last_call_the_next_is_lawful_in_the_morning_not_at_midnight() -> None:
    verdict = judge(facts(beijing("15:00"), effective=3), Channel.CALL, TERMS)
    assert verdict.failing[0].allowed_from == beijing("00:00", day=11)
    assert verdict.allowed_from == beijing("08:00", day=11)


@pytest.mark.parametrize(
    ("unknown", "channel", "missing"),
    [
        ({"counts": None}, Channel.CALL, "counts"),
        ({"holds": None}, Channel.LETTER, "holds"),
        ({"point": None}, Channel.CALL, "phone"),
        ({"point": None}, Channel.EMAIL, "email"),
        ({"point": None}, Channel.VISIT, "address"),
    ],
)
def test_a_missing_fact_denies(unknown: dict[str, None], channel: Channel, missing: str) -> None:
    known = facts(beijing("10:00"))
    assert judge(known, channel, TERMS).allowed
    verdict = judge(replace(known, **unknown), channel, TERMS)
    assert (verdict.allowed, verdict.missing) == (False, (missing,))


def test_a_rule_without_a_value_on_the_day_denies() -> None:
    before_the_law = terms_at(datetime(2020, 1, 6, 4, tzinfo=UTC))
    verdict = judge(facts(datetime(2020, 1, 6, 4, tzinfo=UTC)), Channel.CALL, before_the_law)
    assert not verdict.allowed
    assert set(verdict.missing) == {"CN-HOURS-01", "CN-FREQ-01", "CN-FREQ-02"}


@given(moments, st.integers(0, 4), st.integers(0, 7), st.integers(0, 3))
def test_a_verdict_survives_being_kept(
    at: datetime, effective: int, unanswered: int, number: int
) -> None:
    at = at.astimezone(UTC)  # Python calls equal moments of two zones unequal in a clock change
    verdict = judge(facts(at, effective, unanswered, holds=number), Channel.CALL, TERMS)
    kept = verdict_from(
        {
            "clauses": [clause_document(clause) for clause in verdict.clauses],
            "missing": [],
            "earliest": verdict.earliest.isoformat() if verdict.earliest else None,
        }
    )
    assert kept == verdict
