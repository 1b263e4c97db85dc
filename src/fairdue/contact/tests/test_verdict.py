"""The whole verdict, under every law: what it counts, and that it turns at the moment it names."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.compliance.rules.circumstances import Consent, Mark, Request
from fairdue.contact.models import Channel, Outcome
from fairdue.contact.queries.terms import BEIJING, PLACES, ZONE_OF_LAW, Dated, canonical, read_terms
from fairdue.contact.rules.document import verdict_document, verdict_from
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.limits import Limit, Touch, counted, may_within
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.pressure import MILLI, index
from fairdue.contact.rules.terms import Term
from fairdue.contact.rules.verdict import CHANNELS, Circumstances, Facts, judge
from fairdue.contact.rules.written import REMINDER, Content
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

SECOND = timedelta(seconds=1)
NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
ZONES = {
    "CN": [(BEIJING,)],
    "US": [(NEW_YORK,), (LOS_ANGELES,), (NEW_YORK, LOS_ANGELES)],
    "UK": [(ZoneInfo("Europe/London"),)],
}
DAYS = (datetime(2026, 3, 6), datetime(2026, 4, 2))  # noqa: DTZ001 - hypothesis adds the zone
"""Both countries change their clocks within these weeks."""

LIMIT = Limit(
    Term("X-1", 2, Citation(Text("A source", "来源"), "L6", "B", date(2026, 1, 30))),
    ("call",),
    frozenset({"refuses", "promise"}),
    per_point=True,
    days=3,
    what=Text("calls", "呼叫"),
    unit=Text("in 3 days", "次/3日"),
)


def terms_at(at: datetime, law: str = "CN") -> Dated:
    """The terms as the policy pack's own profile reads the law; no database."""
    return read_terms(law, at.astimezone(ZONE_OF_LAW.get(law, UTC)).date())


whole_seconds = st.datetimes(*DAYS, timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
ends = whole_seconds | st.none()
hours = st.times().map(lambda clock: clock.replace(second=0, microsecond=0)) | st.none()


def beijing(clock: str, day: int = 10) -> datetime:
    return datetime.combine(date(2026, 3, day), time.fromisoformat(clock), tzinfo=BEIJING)


@st.composite
def touches(draw: st.DrawFn, at: datetime) -> tuple[Touch, ...]:
    """What was done in the last weeks, and permits not used yet."""
    found = []
    for _ in range(draw(st.integers(0, 7))):
        back = draw(st.sampled_from([60, 3600, 86_400, 86_400 * 8, 86_400 * 20]))
        made = at - timedelta(seconds=draw(st.integers(1, back)))
        channel = draw(st.sampled_from(["call", "call", "call", "sms", "letter", "visit"]))
        if draw(st.integers(0, 9)) == 0:
            found.append(Touch(channel, draw(points), at, "", at + timedelta(seconds=60)))
        else:
            found.append(Touch(channel, draw(points), made, draw(st.sampled_from(OUTCOMES))))
    return tuple(found)


points = st.sampled_from([1, 2])
OUTCOMES = ["no_answer", "busy", "refuses", "promise", "machine", "third_party"]


@st.composite
def circumstances(draw: st.DrawFn) -> Circumstances:
    """A few of everything that can be on record."""
    consent = st.builds(
        Consent,
        id=st.just(1),
        kind=st.sampled_from(["night_contact", "channel", "time_or_place"]),
        channel=st.sampled_from(["", "call", "sms"]),
        contact_point_id=st.sampled_from([None, 1]),
        begins=hours,
        ends=hours,
        granted_at=whole_seconds,
        ends_at=ends,
        revoked_at=ends,
        given_to=st.just("this_collector"),
    )
    request = st.builds(
        Request,
        id=st.just(1),
        kind=st.sampled_from(["stop_medium", "inconvenient_time", "cease", "letters_only"]),
        channel=st.sampled_from(["", "call", "sms"]),
        contact_point_id=st.just(None),
        weekdays=st.frozensets(st.integers(0, 6), max_size=2),
        begins=hours,
        ends=hours,
        place=st.just(""),
        received_at=whole_seconds,
        withdrawn_at=ends,
        ends_at=ends,
    )
    hold = st.builds(
        Standing,
        id=st.just(1),
        name=st.just(Text("Dispute", "争议")),
        starts_at=whole_seconds,
        ends_at=ends,
    )
    mark = st.builds(
        Mark,
        id=st.just(1),
        kind=st.sampled_from(["hardship", "vulnerability", "abuse"]),
        raised_at=whole_seconds,
        ends_at=ends,
        cleared_at=ends,
    )
    return Circumstances(
        holds=tuple(draw(st.lists(hold, max_size=1))),
        consents=tuple(draw(st.lists(consent, max_size=2))),
        requests=tuple(draw(st.lists(request, max_size=1))),
        marks=tuple(draw(st.lists(mark, max_size=1))),
    )


@st.composite
def contacts(draw: st.DrawFn) -> tuple[Facts, str, str]:
    """Facts, channel and law."""
    law, at = draw(st.sampled_from(PLACES)), draw(whole_seconds)
    facts = Facts(
        at=at,
        touches=draw(touches(at)),
        circumstances=draw(circumstances()),
        point=Point(1, None),
        zones=draw(st.sampled_from(ZONES[law[:2]])),
        feed_as_of=at.date() + timedelta(days=400),
        content=Content("reminder", "a" * 64, offers_opt_out=True),
        visitors=2,
    )
    return facts, draw(st.sampled_from(CHANNELS)), law


@settings(max_examples=400)
@given(contacts())
def test_the_whole_verdict_turns_at_the_moment_it_names(contact: tuple[Facts, str, str]) -> None:
    facts, channel, law = contact
    terms = terms_at(facts.at, law).terms

    def allowed(moment: datetime) -> bool:
        return judge(replace(facts, at=moment), channel, terms).allowed

    verdict = judge(facts, channel, terms)
    assert not verdict.missing
    turn = verdict.allowed_from
    if not verdict.allowed and turn is not None:
        assert turn > facts.at
        assert allowed(turn)
        assert not allowed(max(facts.at, turn - SECOND))


@settings(max_examples=200)
@given(contacts(), points, st.sampled_from(["", *OUTCOMES]))
def test_one_more_contact_never_makes_another_lawful(
    contact: tuple[Facts, str, str], point: int, outcome: str
) -> None:
    facts, channel, law = contact
    terms = terms_at(facts.at, law).terms
    assert facts.touches is not None
    more = replace(facts, touches=(*facts.touches, Touch(channel, point, facts.at, outcome)))
    if not judge(facts, channel, terms).allowed:
        assert not judge(more, channel, terms).allowed


@settings(max_examples=100)
@given(contacts())
def test_a_verdict_survives_being_kept_beside_its_terms(contact: tuple[Facts, str, str]) -> None:
    facts, channel, law = contact
    dated = terms_at(facts.at, law)
    verdict = judge(facts, channel, dated.terms)
    kept = json.loads(canonical(verdict_document(verdict)))
    found = verdict_from(kept, json.loads(canonical(dated.document)))
    assert (found.allowed, found.missing) == (verdict.allowed, verdict.missing)
    assert found.earliest == verdict.earliest
    assert found.failing == verdict.failing
    for was, now in zip(verdict.clauses, found.clauses, strict=True):
        assert (now.rule, now.allowed, now.values) == (was.rule, was.allowed, was.values)
        assert now.citation is not None


@given(whole_seconds, st.data())
def test_a_limit_turns_at_the_moment_it_names(at: datetime, data: st.DataObject) -> None:
    made = data.draw(touches(at))

    def clause(moment: datetime) -> bool:
        weighing = counted(LIMIT, made, contact_point_id=1, at=moment, zone=NEW_YORK)
        return may_within(LIMIT, weighing, moment, NEW_YORK).allowed

    weighing = counted(LIMIT, made, contact_point_id=1, at=at, zone=NEW_YORK)
    asked = may_within(LIMIT, weighing, at, NEW_YORK)
    assert asked.allowed is (len(weighing) < 2)
    if not asked.allowed:
        assert asked.allowed_from is not None
        assert clause(asked.allowed_from)
        assert not clause(max(at, asked.allowed_from - SECOND))


@given(whole_seconds, st.data())
def test_pressure_only_falls_while_nothing_happens(at: datetime, data: st.DataObject) -> None:
    pressure = terms_at(at).terms.pressure
    assert pressure is not None
    scale = pressure.value.scale
    made = data.draw(touches(at))
    before = index(made, at, BEIJING, scale)
    assert index(made, at + timedelta(days=1), BEIJING, scale) <= before
    assert index(made, at + timedelta(days=scale.horizon_days), BEIJING, scale) == 0
    more = index((*made, Touch("visit", 1, at, "refuses")), at, BEIJING, scale)
    assert more == before + scale.reached["visit"] * MILLI


def some_facts(at: datetime, *made: tuple[str, str, int]) -> Facts:
    """Facts with calls of the day: clock, outcome, contact point."""
    return Facts(
        at=at,
        touches=tuple(
            Touch("call", point, beijing(clock), outcome) for clock, outcome, point in made
        ),
        circumstances=Circumstances(),
        point=Point(1, None),
        zones=(BEIJING,),
        feed_as_of=at.date(),
        visitors=2,
    )


def failing(facts: Facts, channel: str = "call", law: str = "CN") -> list[str]:
    verdict = judge(facts, channel, terms_at(facts.at, law).terms)
    return [clause.rule for clause in verdict.failing] + list(verdict.missing)


def test_counts_by_beijing_days_persons_and_numbers() -> None:
    at = beijing("12:00")
    limits = terms_at(at).terms.limits
    yesterday = Touch("call", 1, beijing("23:59:59", day=9), "refuses")
    today = [
        Touch("call", 1, beijing("00:00:00"), "no_answer"),
        Touch("call", 2, beijing("09:00"), "machine"),
        Touch("call", 1, beijing("10:00"), "busy"),
        Touch("call", 1, beijing("11:00"), ""),
        Touch("call", 2, beijing("11:59:30"), "", beijing("12:00:30")),
        Touch("call", 1, beijing("11:59:00"), "", beijing("12:00:00")),
    ]

    def numbers(point: int) -> list[int]:
        return [
            len(counted(limit, [yesterday, *today], contact_point_id=point, at=at, zone=BEIJING))
            for name in ("effective_calls", "unanswered_dials")
            if (limit := limits[name])
        ]

    assert numbers(1) == [3, 3]
    assert numbers(2) == [3, 1]


def test_after_the_days_last_call_the_next_is_lawful_in_the_morning_not_at_midnight() -> None:
    facts = some_facts(
        beijing("15:00"), ("09:00", "machine", 1), ("10:00", "machine", 1), ("11:00", "machine", 1)
    )
    verdict = judge(facts, "call", terms_at(facts.at).terms)
    assert [clause.rule for clause in verdict.failing] == ["CN-FREQ-01"]
    assert verdict.failing[0].allowed_from == beijing("00:00", day=11)
    assert verdict.allowed_from == beijing("08:00", day=11)


def test_consent_to_the_night_is_named_as_the_next_moment() -> None:
    consent = Consent(1, "night_contact", "call", None, time(6), time(7), beijing("09:00", day=1),
                      None, None, "this_collector")  # fmt: skip
    facts = some_facts(beijing("23:00"))
    facts = replace(facts, circumstances=Circumstances(consents=(consent,)))
    assert judge(facts, "call", terms_at(facts.at).terms).allowed_from == beijing("06:00", day=11)
    assert judge(facts, "sms", terms_at(facts.at).terms).allowed_from == beijing("08:00", day=11)


def test_a_vulnerable_person_is_never_visited_and_called_less() -> None:
    mark = Mark(1, "vulnerability", beijing("08:00", day=1), None, None)
    facts = some_facts(beijing("10:00"), ("09:00", "refuses", 1))
    assert failing(facts, "visit") == []
    facts = replace(facts, circumstances=Circumstances(marks=(mark,)))
    assert failing(facts) == []
    assert failing(facts, "visit") == ["LENDER-PRESSURE"]
    more = some_facts(beijing("10:00"), ("09:00", "refuses", 1), ("09:30", "no_answer", 1))
    assert failing(replace(more, circumstances=facts.circumstances)) == ["LENDER-PRESSURE"]


def test_while_an_agreement_is_performed_its_instalments_are_reminded_of_and_nothing_else() -> None:
    plan = Standing(1, Text("Agreement", "协议"), beijing("08:00"), None, (REMINDER,))
    other = Standing(2, Text("Dispute", "争议"), beijing("08:00"), None)
    facts = replace(some_facts(beijing("10:00")), circumstances=Circumstances(holds=(plan,)))
    reminder = replace(facts, content=Content("due", "a" * 64, purpose=REMINDER))
    assert failing(facts, "sms") == failing(facts) == ["LENDER-HOLD"]
    assert failing(reminder, "sms") == []
    assert failing(reminder) == ["LENDER-HOLD"], "a call is no reminder"
    both = replace(reminder, circumstances=Circumstances(holds=(plan, other)))
    assert failing(both, "sms") == ["LENDER-HOLD"]


def test_no_balance_is_stated_from_old_figures() -> None:
    facts = replace(some_facts(beijing("10:00")), feed_as_of=date(2026, 3, 6))
    assert failing(facts) == ["LENDER-FEED"]
    assert failing(replace(facts, feed_as_of=date(2026, 3, 7))) == []
    says_nothing = Content("confirm-details", "a" * 64, states_balance=False)
    assert failing(replace(facts, content=says_nothing), "sms") == []


def test_seven_calls_in_seven_days_and_a_week_after_a_talk_in_the_united_states() -> None:
    at = datetime(2026, 3, 20, 12, tzinfo=NEW_YORK)
    calls = tuple(Touch("call", 1, at - timedelta(days=days), "no_answer") for days in range(1, 7))
    facts = replace(some_facts(at), touches=calls, zones=(NEW_YORK,), feed_as_of=at.date())
    assert failing(facts, law="US") == []
    seventh = replace(facts, touches=(*calls, Touch("call", 1, at, "machine")))
    assert failing(seventh, law="US") == ["us.regf.14b.call_frequency"]
    busy = replace(facts, touches=(*calls, Touch("call", 1, at, "busy")))
    assert failing(busy, law="US") == []
    talk = Touch("call", 1, datetime(2026, 3, 14, 9, tzinfo=NEW_YORK), "promise")
    assert failing(replace(facts, touches=(talk,)), law="US") == ["us.regf.14b.call_frequency"]
    eighth = datetime(2026, 3, 21, 12, tzinfo=NEW_YORK)
    assert failing(replace(facts, at=eighth, touches=(talk,)), law="US") == []


def test_a_text_in_the_united_states_needs_consent_and_a_way_out() -> None:
    at = datetime(2026, 3, 20, 12, tzinfo=NEW_YORK)
    facts = replace(some_facts(at), zones=(NEW_YORK,), feed_as_of=at.date())
    assert failing(facts, "sms", "US") == ["us.regf.6e.optout_notice", "us.regf.6d5.sms"]
    consent = Consent(1, "channel", "sms", 1, None, None, at - timedelta(days=59), None, None,
                      "this_collector")  # fmt: skip
    kept = replace(
        facts,
        circumstances=Circumstances(consents=(consent,)),
        content=Content("reminder", "a" * 64, offers_opt_out=True),
    )
    assert failing(kept, "sms", "US") == []
    stale = replace(consent, granted_at=at - timedelta(days=60))
    given_to_bank = replace(consent, given_to="creditor")
    for other in (stale, given_to_bank):
        asked = replace(kept, circumstances=Circumstances(consents=(other,)))
        assert failing(asked, "sms", "US") == ["us.regf.6d5.sms"]


@pytest.mark.parametrize(
    ("unknown", "channel", "missing"),
    [
        ({"touches": None}, Channel.CALL, "touches"),
        ({"circumstances": None}, Channel.LETTER, "circumstances"),
        ({"feed_as_of": None}, Channel.CALL, "feed"),
        ({"point": None}, Channel.CALL, "phone"),
        ({"point": None}, Channel.EMAIL, "email"),
        ({"point": None}, Channel.VISIT, "address"),
    ],
)
def test_a_missing_fact_denies(unknown: dict[str, None], channel: Channel, missing: str) -> None:
    known = some_facts(beijing("10:00"))
    assert judge(known, channel, terms_at(known.at).terms).allowed
    verdict = judge(replace(known, **unknown), channel, terms_at(known.at).terms)
    assert (verdict.allowed, verdict.missing) == (False, (missing,))


def test_a_customer_of_unknown_whereabouts_is_not_contacted() -> None:
    known = replace(some_facts(beijing("10:00")), zones=())
    assert failing(known, law="UK") == ["zone"]


def test_a_rule_without_a_value_on_the_day_denies() -> None:
    at = datetime(2020, 1, 6, 4, tzinfo=UTC)
    verdict = judge(some_facts(at), Channel.CALL, terms_at(at).terms)
    assert not verdict.allowed
    assert set(verdict.missing) == {"CN-HOURS-01", "effective_calls", "unanswered_dials"}


def test_every_outcome_is_of_some_kind() -> None:
    scale = terms_at(beijing("10:00")).terms.pressure
    assert scale is not None
    for outcome in Outcome:
        for channel in CHANNELS:
            assert scale.value.scale.weight(Touch(channel, 1, beijing("09:00"), outcome)) > 0


def test_what_binds_only_collectors_is_kept_by_an_issuer_unless_it_chooses_otherwise() -> None:
    day = date(2026, 3, 20)
    issuer, agency = (read_terms("US", day, agency=who) for who in (False, True))
    assert "calls" in issuer.terms.limits
    assert issuer.terms.limits == agency.terms.limits


def test_massachusetts_and_new_york_city_allow_fewer_contacts() -> None:
    at = datetime(2026, 9, 20, 12, tzinfo=NEW_YORK)
    calls = tuple(Touch("call", 1, at - timedelta(days=days), "no_answer") for days in (1, 2))
    facts = replace(some_facts(at), touches=calls, zones=(NEW_YORK,), feed_as_of=at.date())
    assert failing(facts, law="US") == []
    assert failing(facts, law="US-MA") == ["us.ma.940cmr7.04"]
    assert failing(facts, law="US-NY-NYC") == []
    letter = Touch("letter", 1, at - timedelta(days=6), "no_answer")
    more = replace(facts, touches=(*calls, letter))
    assert failing(more, law="US-NY-NYC") == ["us.nyc.6rcny5-77"]
    assert failing(more, "letter", "US-NY-NYC") == ["us.nyc.6rcny5-77"]
    before = datetime(2026, 8, 20, 12, tzinfo=NEW_YORK)
    earlier = tuple(
        replace(touch, at=touch.at - timedelta(days=31)) for touch in more.touches or ()
    )
    then = replace(more, at=before, touches=earlier, feed_as_of=before.date())
    assert failing(then, law="US-NY-NYC") == []
