"""The night's answer for everyone equals the single rules' for each, whatever is on record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.compliance.rules.circumstances import (
    CONSENT_KINDS,
    REQUEST_KINDS,
    Consent,
    Mark,
    Request,
)
from fairdue.contact.columns import (
    point_number,
)
from fairdue.contact.queries.terms import PLACES
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.lawful import first_lawful_of, span_of
from fairdue.contact.rules.limits import Touch
from fairdue.contact.rules.requests import LIFTED_BY
from fairdue.contact.rules.verdict import (
    CHANNELS,
    Circumstances,
    judge,
    judge_now,
)
from fairdue.contact.tests.everyone import (
    DAYS,
    MINUTE,
    OUTCOMES,
    ZONES,
    Someone,
    ask,
    each_contact,
    question,
)
from fairdue.kernel.text import Text

# Families: customers who differ in little, so that taking two of them for one shows.


@dataclass(frozen=True)
class Pool:
    """The few values from which everything on record in a family is drawn."""

    moments: st.SearchStrategy[datetime]
    hours: st.SearchStrategy[time | None]
    outcomes: st.SearchStrategy[str]
    ages: st.SearchStrategy[timedelta]
    channels: st.SearchStrategy[str]


@st.composite
def pools(draw: st.DrawFn, on: date) -> Pool:
    """Moments before, on and after the day; ages of touches near the ends of windows."""
    noon = datetime.combine(on, time(12), tzinfo=UTC)
    near = st.integers(-60 * 30, 60 * 30)
    stale = st.sampled_from([-60 * 24 * 60 + 30 * turn for turn in range(-30, 40)])
    minutes = draw(st.lists(near | stale, min_size=2, max_size=3))
    clocks = draw(st.lists(st.integers(0, 47), min_size=2, max_size=3))
    ages = draw(st.lists(st.sampled_from(AGES), min_size=1, max_size=2))
    return Pool(
        st.sampled_from([noon + each * MINUTE for each in minutes]),
        st.sampled_from([None, *(time(half // 2, 30 * (half % 2)) for half in clocks)]),
        st.sampled_from(draw(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=2))),
        st.sampled_from([timedelta(days=days) + draw(st.integers(0, 1439)) * MINUTE
                         for days in ages]),
        st.sampled_from(["", *draw(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=2))]),
    )  # fmt: skip


AGES = (0, 0, 0, 1, 5, 6, 6, 7, 20, 42)
numbers = st.sampled_from([None, point_number("phone", 0), point_number("phone", 1)])


@st.composite
def circumstances(draw: st.DrawFn, pool: Pool, kinds: frozenset[str]) -> Circumstances:
    """Records of some kinds; consents beside requests are such as lift them."""
    lifting = kinds == {"consents", "requests"}
    moment, end = pool.moments, st.none() | pool.moments
    hold = st.builds(Standing, st.integers(1, 9), st.just(Text("Dispute", "争议")), moment, end)
    consent = st.builds(
        Consent,
        id=st.integers(1, 9),
        kind=st.sampled_from(
            sorted(set(LIFTED_BY.values()))
            if lifting
            else [*CONSENT_KINDS, "night_contact", "channel", "channel"]
        ),
        channel=pool.channels,
        contact_point_id=numbers,
        begins=pool.hours,
        ends=pool.hours,
        granted_at=moment,
        ends_at=end,
        revoked_at=end,
        given_to=st.sampled_from(["this_collector", "this_collector", "creditor"]),
    )
    request = st.builds(
        Request,
        id=st.integers(1, 9),
        kind=st.sampled_from(
            sorted(LIFTED_BY)
            if lifting
            else [*REQUEST_KINDS, "inconvenient_time", "inconvenient_time"]
        ),
        channel=pool.channels,
        contact_point_id=numbers,
        weekdays=st.sampled_from([frozenset(), frozenset(range(3)), frozenset({6})]),
        begins=pool.hours,
        ends=pool.hours,
        place=st.just("work"),
        received_at=moment,
        withdrawn_at=end,
        ends_at=end,
    )
    mark = st.builds(
        Mark, st.integers(1, 9), st.sampled_from(["hardship", "vulnerability"]), moment, end, end
    )
    made = {
        name: tuple(draw(st.lists(one, max_size=most))) if name in kinds else ()
        for name, one, most in (
            ("holds", hold, 2), ("consents", consent, 2), ("requests", request, 2),
            ("marks", mark, 1),
        )
    }  # fmt: skip
    return Circumstances(**made)  # type: ignore[arg-type]


@st.composite
def touched(draw: st.DrawFn, pool: Pool, known_at: datetime) -> tuple[Touch, ...]:
    """A burst or two of contacts, and a permit not used yet."""
    found = []
    for _ in range(draw(st.integers(0, 2))):
        channel = draw(st.sampled_from(["call", "call", *CHANNELS]))
        number = draw(numbers) if channel in ("call", "sms") else None
        at = known_at - draw(pool.ages)
        touch = Touch(channel, number, at, draw(pool.outcomes))
        found += [touch] * draw(st.sampled_from([1, 1, 2, 3, 4, 6, 7]))
    if draw(st.integers(0, 7)) == 0:
        void = known_at + draw(st.sampled_from([1, 60, 600, 1200])) * MINUTE
        found.append(Touch("call", draw(numbers), known_at, "", void))
    return tuple(found)


@st.composite
def families(draw: st.DrawFn) -> tuple[date, datetime, list[Someone]]:
    """The day, when it is asked, and customers who look nearly alike."""
    on = draw(st.sampled_from(DAYS))
    hours_before = draw(st.sampled_from([20, 8, 1, -3, -9, -14, -60]))
    known_at = datetime.combine(on, time(0), tzinfo=UTC) - timedelta(hours=hours_before)
    law, pool = draw(st.sampled_from(PLACES)), draw(pools(on))
    kinds = draw(st.sampled_from(FOCUS))
    points = st.sampled_from(
        draw(st.lists(st.sampled_from(POINTS), min_size=1, max_size=2, unique=True))
    )
    feeds = st.sampled_from(draw(st.sampled_from([[1], [1], [1, 3], [3, 4], [2, None]])))
    zones = st.sampled_from(draw(st.lists(st.sampled_from(ZONES[law[:2]]), min_size=1, max_size=2)))

    def member() -> Someone:
        age = draw(feeds)
        return Someone(
            law,
            draw(zones),
            on - timedelta(days=age) if age else None,
            {"phone": draw(points), "email": (False,), "address": (False,)},
            draw(touched(pool, known_at)) if "touches" in kinds else (),
            draw(circumstances(pool, kinds)),
        )

    return on, known_at, [member() for _ in range(draw(st.integers(2, 10)))]


POINTS: list[tuple[bool, ...]] = [(False,), (False, False), (False, True), (True,), ()]
FOCUS = [
    frozenset(kinds.split())
    for kinds in (
        "touches", "touches", "holds", "requests", "consents",
        "consents requests", "consents requests",
        "touches marks", "touches holds consents requests marks",
    )
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(families())
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


@settings(max_examples=30, deadline=None)
@given(families())
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
            tried = [begins + minute * MINUTE for minute in range(0, minutes, 31)]
            for at in tried:
                for facts in contacts:
                    assert not judge_now(replace(facts, at=at), channel, terms).allowed
            if first is None:
                last = judge_now(
                    replace(contacts[0], at=ends - timedelta(microseconds=1)), channel, terms
                )
                denying = {*last.missing, *(clause.rule for clause in last.failing)}
                assert row[f"{channel}_because"] in denying
