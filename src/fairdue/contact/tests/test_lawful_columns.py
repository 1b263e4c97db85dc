"""What columns reckon of customers: alike are only those whom the rules can't tell apart."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import duckdb
import narwhals as nw
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.compliance.rules.circumstances import (
    Request,
)
from fairdue.contact.columns import (
    Day,
    calendar,
    looked_back_to,
    point_number,
    used_up,
    used_up_points,
    weighing,
)
from fairdue.contact.queries.lawful import Question, looks
from fairdue.contact.queries.terms import PLACES
from fairdue.contact.rules.lawful import span_of
from fairdue.contact.rules.limits import Touch, counted
from fairdue.contact.rules.pressure import MILLI, index
from fairdue.contact.rules.verdict import (
    CHANNELS,
    Circumstances,
    Facts,
    Terms,
)
from fairdue.contact.tests.everyone import (
    AMERICAN,
    CHINESE,
    DAYS,
    MIDNIGHT,
    ORDINARY,
    ZONES,
    Someone,
    ask,
    consent_to,
    frames_of,
    question,
)


@st.composite
def bursts(draw: st.DrawFn, known_at: datetime) -> list[tuple[Touch, ...]]:
    """Many customers with a few bursts of contacts each, of few ages and outcomes."""
    ages = draw(st.sampled_from([(0,), (0, 1), (6, 7), (41, 42)]))
    outcomes = draw(st.sampled_from([("refuses",), ("no_answer",), ("", "busy", "promise")]))
    few = draw(st.sampled_from([("call",), ("call", "sms", "email"), CHANNELS]))
    burst = st.tuples(
        st.sampled_from(few),
        st.sampled_from([point_number("phone", 0), point_number("phone", 1)]),
        st.sampled_from(ages),
        st.sampled_from(outcomes),
        st.integers(1, 7),
    )
    return [
        tuple(
            Touch(channel, number, known_at - timedelta(days=age), outcome)
            for channel, number, age, outcome, times in each
            for _ in range(times)
        )
        for each in draw(st.lists(st.lists(burst, max_size=3), min_size=12, max_size=12))
    ]


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from(DAYS), st.sampled_from(PLACES))
def test_customers_who_look_alike_have_the_same_room(
    data: st.DataObject, on: date, law: str
) -> None:
    """Room under every limit, at either number, and for every channel under every budget."""
    known_at = datetime.combine(on, time(9), tzinfo=UTC)
    asked = question(on, known_at)
    points: dict[str, tuple[bool, ...]] = {"phone": (False, False), "email": (), "address": ()}
    everyone = [
        Someone(law, ZONES[law[:2]][0], on, points, touches)
        for touches in data.draw(bursts(known_at))
    ]
    seen = looks_of(asked, everyone)
    rooms = [room(one.touches, asked.terms[law], known_at, one.zones[0]) for one in everyone]
    for look, its_room in zip(seen, rooms, strict=True):
        assert {other for each, other in zip(seen, rooms, strict=True) if each == look} == {
            its_room
        }


def looks_of(asked: Question, everyone: list[Someone]) -> list[tuple[object, ...]]:
    """What the columns make of each customer."""
    people, touches, records = frames_of(everyone)
    return looks(asked, people, touches, records).drop("customer_ref").rows()


def room(
    touches: tuple[Touch, ...], terms: Terms, at: datetime, zone: ZoneInfo
) -> tuple[bool, ...]:
    """Is there room under each limit, and for each channel under each budget?"""
    limits = [
        len(counted(limit, touches, contact_point_id=number, at=at, zone=zone)) < limit.term.value
        for limit in terms.limits.values()
        for number in (point_number("phone", 0), point_number("phone", 1))
        if limit
    ]
    assert terms.pressure is not None
    scale, budget = terms.pressure.value.scale, terms.pressure.value.budget
    now = index(touches, at, zone, scale)
    budgets = [
        now + scale.reached[channel] * MILLI <= most * MILLI
        for channel in CHANNELS
        for most in (budget.ordinary, *budget.by_mark.values())
    ]
    return (*limits, *budgets)


def test_only_a_consent_that_is_newer_than_the_request_lifts_it() -> None:
    def someone(asked_at: datetime, allowed_at: datetime) -> Someone:
        request = Request(1, "representative", "", None, frozenset(), None, None, "",
                          asked_at, None, None)  # fmt: skip
        consent = consent_to("despite_representative", "", allowed_at)
        return replace(AMERICAN, known=Circumstances(requests=(request,), consents=(consent,)))

    one, two = MIDNIGHT - timedelta(days=2), MIDNIGHT - timedelta(days=1)
    found = ask(question(ORDINARY, MIDNIGHT), [someone(one, two), someone(two, one)])
    assert found["call_because"].to_list() == [None, "us.regf.6b2.attorney"]


def test_a_consent_to_texts_ends_in_the_middle_of_the_day_that_it_grows_stale() -> None:
    given = [MIDNIGHT - timedelta(days=60) + timedelta(hours=hour) for hour in (-1, 0, 8, 9, 25)]
    everyone = [
        replace(AMERICAN, known=Circumstances(consents=(consent_to("channel", "sms", moment),)))
        for moment in given
    ]
    found = ask(question(ORDINARY, MIDNIGHT), everyone)
    assert found["may_sms"].to_list() == [False, False, False, True, True]


def test_six_dials_of_a_number_that_nobody_answers_leave_other_numbers() -> None:
    noon = datetime.combine(ORDINARY, time(12), tzinfo=ZoneInfo("Asia/Shanghai"))

    def someone(numbers: int, *dialled: int) -> Someone:
        touches = tuple(
            Touch("call", number, noon - timedelta(hours=1), "no_answer") for number in dialled
        )
        points = {**CHINESE.invalid, "phone": (False,) * numbers}
        return replace(CHINESE, touches=touches, invalid=points)

    full = (0,) * 6
    everyone = [
        someone(1, *full[1:]),
        someone(1, *full),
        someone(2, *full),
        someone(1, 1, *full[1:]),
    ]
    asked = question(ORDINARY, noon)
    found = ask(asked, [*everyone, someone(2, *full, *[1] * 6)])
    assert found["call_because"].to_list() == [None, "CN-FREQ-02", None, None, "CN-FREQ-02"]
    over = ask(question(ORDINARY, noon + timedelta(days=1)), everyone)
    assert over["may_call"].all(), "a day that is over is looked at as when it began"


def test_another_engine_reckons_the_same() -> None:
    known_at = datetime.combine(ORDINARY, time(9), tzinfo=UTC)
    terms = question(ORDINARY, known_at).terms
    touches = tuple(
        Touch(channel, 0, known_at - timedelta(days=days, hours=3), outcome)
        for channel in ("call", "sms")
        for days in (0, 0, 0, 1, 6, 7, 20)
        for outcome in ("refuses", "no_answer", "no_answer")
    )
    people, touched, _ = frames_of(
        [replace(AMERICAN, touches=touches), replace(CHINESE, touches=touches)]
    )
    days = [
        Day(each.law, each.time_zones, terms[each.law],
            *span_of(ORDINARY, each.zones, terms[each.law], known_at))
        for each in (AMERICAN, CHINESE)
    ]  # fmt: skip
    since = looked_back_to(days, 60)
    frames = {"touched": touched, "people": people, "known": calendar(days, since)}
    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")
    for name, frame in frames.items():
        engine.register(name, frame.to_arrow())
    found = []
    for frames_given in (
        [nw.from_native(engine.table(name)) for name in frames],
        [nw.from_native(frame.lazy()) for frame in frames.values()],
    ):
        weighed = weighing(*frames_given, since)
        found.append([
            sorted(used(weighed, terms).collect("polars").rows())
            for used in (used_up, used_up_points)
        ])  # fmt: skip
    assert found[0] == found[1]
    (_, american, _), (_, chinese, _) = found[0][0]
    assert american and chinese and found[0][1] == [("C000", 0), ("C001", 1)]


def test_every_fact_of_a_contact_is_one_that_makes_customers_differ() -> None:
    """A fact added to the rules must be added to `contact.columns`, or told here why not."""
    assert {field.name for field in fields(Facts)} == {
        "at", "touches", "circumstances", "point", "zones", "feed_as_of", "content", "visitors",
    }  # fmt: skip
    assert {field.name for field in fields(Circumstances)} == {
        "holds", "consents", "requests", "marks",
    }  # fmt: skip
