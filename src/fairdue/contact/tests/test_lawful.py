"""The night's answer for everyone equals the single rules' for each, whatever is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.compliance.rules.circumstances import (
    CONSENT_KINDS,
    REQUEST_KINDS,
    Consent,
    Mark,
    Request,
)
from fairdue.contact import columns
from fairdue.contact.columns import LAWFUL, PEOPLE, TOUCHES, point_number, points_code
from fairdue.contact.queries.lawful import Question, answers
from fairdue.contact.queries.terms import LAWS, Dated, read_terms
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.lawful import first_lawful_of, prepared_for, span_of
from fairdue.contact.rules.limits import Touch
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.verdict import (
    CHANNELS,
    NONE_KNOWN,
    POINT_KIND,
    Circumstances,
    Facts,
    judge,
    judge_now,
)
from fairdue.kernel.text import Text

ZONES = {
    "CN": ["Asia/Shanghai", "Asia/Shanghai Asia/Urumqi"],
    "US": [
        "America/New_York",
        "America/Los_Angeles America/New_York",
        "America/Havana",
        "America/New_York Pacific/Guam",
    ],
    "UK": ["Europe/London", "Australia/Lord_Howe Europe/London"],
}
DAYS = (
    date(2026, 6, 10),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 3, 29),
    date(2026, 10, 25),
)
"""An ordinary day, and those on which the clocks change in the United States and in Britain."""

OUTCOMES = ["no_answer", "no_answer", "busy", "refuses", "promise", "machine", "third_party", ""]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Someone:
    """All that is known of one invented customer."""

    law: str
    time_zones: str
    feed_as_of: date | None
    invalid: dict[str, tuple[bool, ...]]
    """By kind of contact point, whether each is invalid."""
    touches: tuple[Touch, ...] = ()
    known: Circumstances = NONE_KNOWN

    @property
    def zones(self) -> tuple[ZoneInfo, ...]:
        return tuple(map(ZoneInfo, self.time_zones.split()))


def terms_of(on: date) -> dict[str, Dated]:
    return {law: read_terms(law, on) for law in LAWS}


def question(on: date, known_at: datetime) -> Question:
    dated = terms_of(on)
    return Question(
        on,
        known_at,
        {law: each.terms for law, each in dated.items()},
        max(each.days_back for each in dated.values()),
    )


def ask(asked: Question, everyone: list[Someone]) -> pl.DataFrame:
    """The columns' answer for all of them at once."""
    refs = [f"C{number:03d}" for number in range(len(everyone))]
    people = [
        (ref, each.law, each.time_zones, each.feed_as_of, *map(points_code, each.invalid.values()))
        for ref, each in zip(refs, everyone, strict=True)
    ]
    touches = [
        (ref, touch.channel, touch.contact_point_id, touch.at, touch.outcome, touch.expires_at)
        for ref, each in zip(refs, everyone, strict=True)
        for touch in each.touches
    ]
    return answers(
        asked,
        pl.DataFrame(people, schema=PEOPLE, orient="row"),
        pl.DataFrame(touches, schema=TOUCHES, orient="row"),
        {ref: each.known for ref, each in zip(refs, everyone, strict=True)},
    )


def each_contact(asked: Question, one: Someone, channel: str, begins: datetime) -> Iterator[Facts]:
    """The facts of a contact by each fitting point of the customer's."""
    content, visitors = prepared_for(channel, asked.terms[one.law])
    kind = POINT_KIND[channel]
    points = [
        Point(point_number(kind, place), asked.on if invalid else None)
        for place, invalid in enumerate(one.invalid[kind])
    ]
    made = tuple(touch for touch in one.touches if touch.at <= begins)
    for point in points or [None]:
        yield Facts(begins, made, one.known, point, one.zones, one.feed_as_of, content, visitors)


# What an invented customer may have on record.


@st.composite
def moments(draw: st.DrawFn, on: date) -> datetime:
    """Around the day: days before, and within it, on the minute."""
    noon = datetime.combine(on, time(12), tzinfo=UTC)
    minutes = draw(st.integers(-60 * 30, 60 * 30) | st.sampled_from([-60 * 24 * 59, -60 * 24 * 70]))
    return noon + minutes * MINUTE


hours = st.none() | st.integers(0, 47).map(lambda half: time(half // 2, 30 * (half % 2)))
numbers = st.sampled_from([None, point_number("phone", 0), point_number("phone", 1)])
channels = st.sampled_from(["", *CHANNELS])


@st.composite
def circumstances(draw: st.DrawFn, on: date) -> Circumstances:
    """A few of everything that can be on record."""
    moment, end = moments(on), moments(on) | st.none()
    hold = st.builds(Standing, st.integers(1, 9), st.just(Text("Dispute", "争议")), moment, end)
    consent = st.builds(
        Consent,
        id=st.integers(1, 9),
        kind=st.sampled_from([*CONSENT_KINDS, "night_contact", "channel", "channel"]),
        channel=channels,
        contact_point_id=numbers,
        begins=hours,
        ends=hours,
        granted_at=moment,
        ends_at=end,
        revoked_at=end,
        given_to=st.sampled_from(["this_collector", "creditor"]),
    )
    request = st.builds(
        Request,
        id=st.integers(1, 9),
        kind=st.sampled_from([*REQUEST_KINDS, "inconvenient_time", "inconvenient_time"]),
        channel=channels,
        contact_point_id=numbers,
        weekdays=st.frozensets(st.integers(0, 6), max_size=2),
        begins=hours,
        ends=hours,
        place=st.just("work"),
        received_at=moment,
        withdrawn_at=end,
        ends_at=end,
    )
    kinds = st.sampled_from(["hardship", "vulnerability", "abuse"])
    mark = st.builds(Mark, st.integers(1, 9), kinds, moment, end, end)
    return Circumstances(
        holds=tuple(draw(st.lists(hold, max_size=1))),
        consents=tuple(draw(st.lists(consent, max_size=2))),
        requests=tuple(draw(st.lists(request, max_size=2))),
        marks=tuple(draw(st.lists(mark, max_size=1))),
    )


@st.composite
def touched(draw: st.DrawFn, known_at: datetime) -> tuple[Touch, ...]:
    """Bursts of contacts in the last weeks, the last hours, and a permit not used yet."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        back = draw(st.sampled_from([10, 60, 600, 1440, 1440 * 6, 1440 * 7, 1440 * 20, 1440 * 45]))
        at = known_at - draw(st.integers(0, back)) * MINUTE
        channel = draw(st.sampled_from(["call", "call", "call", *CHANNELS]))
        number = draw(numbers) if channel in ("call", "sms") else None
        touch = Touch(channel, number, at, draw(st.sampled_from(OUTCOMES)))
        found += [touch] * draw(st.sampled_from([1, 1, 2, 3, 6, 7]))
    if draw(st.integers(0, 5)) == 0:
        void = known_at + draw(st.sampled_from([1, 60, 600])) * MINUTE
        found.append(Touch("call", draw(numbers), known_at, "", void))
    return tuple(found)


@st.composite
def people(draw: st.DrawFn, on: date, known_at: datetime) -> Someone:
    """A customer of whom little or much is on record."""
    law = draw(st.sampled_from(sorted(LAWS)))
    few = st.lists(st.booleans(), max_size=2).map(tuple)
    return Someone(
        law,
        draw(st.sampled_from(ZONES[law])),
        draw(st.none() | st.sampled_from([1, 1, 2, 3, 4]).map(lambda days: on - timedelta(days))),
        {
            "phone": draw(st.sampled_from([(False,), (False, False), (False, True), ()]) | few),
            "email": draw(st.sampled_from([(False,), (False,), ()])),
            "address": draw(st.sampled_from([(False,), (False,), (True,), ()])),
        },
        draw(touched(known_at)) if draw(st.booleans()) else (),
        draw(circumstances(on)) if draw(st.booleans()) else NONE_KNOWN,
    )


@st.composite
def portfolios(draw: st.DrawFn) -> tuple[date, datetime, list[Someone]]:
    """Some customers who partly look alike, the day, and when it is asked."""
    on = draw(st.sampled_from(DAYS))
    hours_before = draw(st.sampled_from([20, 20, 8, 1, -3, -9, -14, -60]))
    known_at = datetime.combine(on, time(0), tzinfo=UTC) - timedelta(hours=hours_before)
    everyone = draw(st.lists(people(on, known_at), min_size=1, max_size=8))
    return on, known_at, everyone


@settings(max_examples=150, deadline=None)
@given(portfolios())
def test_the_columns_say_what_the_single_rules_say(
    portfolio: tuple[date, datetime, list[Someone]],
) -> None:
    on, known_at, everyone = portfolio
    asked = question(on, known_at)
    found = ask(asked, everyone)
    assert found.height == len(everyone)
    for one, row in zip(everyone, found.iter_rows(named=True), strict=True):
        terms = asked.terms[one.law]
        begins, ends = span_of(asked.on, one.zones, terms, asked.known_at)
        for channel in CHANNELS:
            contacts = list(each_contact(asked, one, channel, begins))
            firsts = []
            for facts in contacts:
                verdict = judge(facts, channel, terms)
                firsts.append(begins if verdict.allowed else verdict.allowed_from)
            lawful = min((first for first in firsts if first and first < ends), default=None)
            assert row[f"{channel}_from"] == lawful, (channel, one)
            assert row[f"may_{channel}"] == (lawful is not None)
            because = first_lawful_of(contacts, channel, terms, begins, ends).because
            assert (row[f"{channel}_because"] or "") == because


@settings(max_examples=60, deadline=None)
@given(portfolios())
def test_no_earlier_minute_is_lawful_and_the_reason_holds_to_the_last(
    portfolio: tuple[date, datetime, list[Someone]],
) -> None:
    on, known_at, everyone = portfolio
    asked = question(on, known_at)
    found = ask(asked, everyone[:2])
    for one, row in zip(everyone[:2], found.iter_rows(named=True), strict=True):
        terms = asked.terms[one.law]
        begins, ends = span_of(asked.on, one.zones, terms, asked.known_at)
        for channel in CHANNELS:
            first = row[f"{channel}_from"]
            contacts = list(each_contact(asked, one, channel, begins))
            minutes = int(((first or ends) - begins) / MINUTE)
            tried = [begins + minute * MINUTE for minute in range(0, minutes, 7)]
            for at in tried:
                for facts in contacts:
                    assert not judge_now(replace(facts, at=at), channel, terms).allowed
            if first is None:
                last = judge_now(
                    replace(contacts[0], at=ends - timedelta(microseconds=1)), channel, terms
                )
                denying = {*last.missing, *(clause.rule for clause in last.failing)}
                assert row[f"{channel}_because"] in denying


def test_every_fact_of_a_contact_is_one_that_makes_customers_differ() -> None:
    """A fact added to the rules must be added to `contact.columns`, or told here why not."""
    assert {field.name for field in fields(Facts)} == {
        "at", "touches", "circumstances", "point", "zones", "feed_as_of", "content", "visitors",
    }  # fmt: skip
    assert {field.name for field in fields(Circumstances)} == {
        "holds", "consents", "requests", "marks",
    }  # fmt: skip
