"""The night's answer for everyone equals the single rules' for each, whatever is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.compliance.rules.circumstances import (
    CONSENT_KINDS,
    REQUEST_KINDS,
    Consent,
    Mark,
    Request,
)
from fairdue.contact.columns import PEOPLE, TOUCHES, point_number, points_code
from fairdue.contact.queries.lawful import Question, answers, looks
from fairdue.contact.queries.terms import PLACES, Dated, read_terms
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.lawful import first_lawful_of, prepared_for, span_of
from fairdue.contact.rules.limits import Touch, counted
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.pressure import MILLI, index
from fairdue.contact.rules.requests import LIFTED_BY
from fairdue.contact.rules.verdict import (
    CHANNELS,
    NONE_KNOWN,
    POINT_KIND,
    Circumstances,
    Facts,
    Terms,
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
    return {law: read_terms(law, on) for law in PLACES}


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
    people, touches, records = frames_of(everyone)
    return answers(asked, people, touches, records)


def frames_of(
    everyone: list[Someone],
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Circumstances]]:
    """PEOPLE, TOUCHES, and what else is on record."""
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
    return (
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


ORDINARY = DAYS[0]
MIDNIGHT = datetime.combine(ORDINARY, time(), tzinfo=ZoneInfo("America/New_York"))
AMERICAN = Someone(
    "US", "America/New_York", ORDINARY,
    {"phone": (False,), "email": (False,), "address": (False,)},
)  # fmt: skip
CHINESE = replace(AMERICAN, law="CN", time_zones="Asia/Shanghai")


def consent_to(kind: str, channel: str, granted_at: datetime) -> Consent:
    return Consent(1, kind, channel, None, None, None, granted_at, None, None, "this_collector")


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


def test_every_fact_of_a_contact_is_one_that_makes_customers_differ() -> None:
    """A fact added to the rules must be added to `contact.columns`, or told here why not."""
    assert {field.name for field in fields(Facts)} == {
        "at", "touches", "circumstances", "point", "zones", "feed_as_of", "content", "visitors",
    }  # fmt: skip
    assert {field.name for field in fields(Circumstances)} == {
        "holds", "consents", "requests", "marks",
    }  # fmt: skip
