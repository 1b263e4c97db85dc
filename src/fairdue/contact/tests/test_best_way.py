"""How somebody is likeliest to be reached: the law first, then their wish, then their answers."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.actions import place_hold
from fairdue.compliance.rules.circumstances import Consent
from fairdue.contact.actions import dial, record_outcome
from fairdue.contact.queries import best_ways_for
from fairdue.contact.rules.best_way import Point, Reaching, Tried, Way, best_ways
from fairdue.contact.tests.records import MORNING, a_case, a_member, an_address

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_NINE = datetime(2026, 3, 9, 9, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
REACHING = Reaching(
    edges=(time(8), time(12), time(18), time(21)),
    usual_per_mille={"call": 300, "sms": 100},
    usual_weight=4,
    halves_days=60,
    days_ahead=2,
)
PHONE, TEXT = Point("call", 1), Point("sms", 1)


def always(point: Point, at: datetime) -> datetime | None:
    return datetime.max.replace(tzinfo=UTC)


def ways(
    tried: list[Tried] | None = None, consents: list[Consent] | None = None, may: object = always
) -> tuple[Way, ...]:
    asked = (tried or [], consents or [], REACHING, may)
    return best_ways(MONDAY_NINE, SHANGHAI, [PHONE, TEXT], *asked)  # type: ignore[arg-type]


def evenings(answered: bool, count: int = 4) -> list[Tried]:
    at = MONDAY_NINE.replace(hour=19)
    return [Tried("call", at - 7 * DAY * (week + 1), answered) for week in range(count)]


def test_of_somebody_unknown_the_usual_chance_is_told_and_that_nothing_was_tried() -> None:
    call, text = ways()
    assert (call.channel, call.chance_per_mille) == ("call", 300)
    assert (text.channel, text.chance_per_mille) == ("sms", 100)
    assert "Nothing was tried yet" in call.why[0].en
    assert call.begins == MONDAY_NINE


def test_who_answers_in_the_evening_is_called_in_the_evening_and_told_why() -> None:
    call = ways(evenings(answered=True))[0]
    assert (call.begins.hour, call.ends.hour) == (18, 21)
    assert call.why[0].en == "Answered 4 of 4 on working days, 18:00–21:00."
    assert call.why[0].zh == "工作日18:00–21:00联系4次，应答4次。"
    assert 300 < call.chance_per_mille < 1000


def test_who_never_answers_calls_is_written_to() -> None:
    assert ways(evenings(answered=False, count=40))[0].channel == "sms"


def test_hours_that_the_law_bars_are_no_choice() -> None:
    closes = MONDAY_NINE.replace(hour=20)

    def until_eight(point: Point, at: datetime) -> datetime | None:
        return closes if point.channel == "call" and at < closes else None

    [call] = ways(evenings(answered=True), may=until_eight)
    assert (call.begins.hour, call.ends) == (18, closes)
    assert ways(may=lambda point, at: None) == ()


def test_a_wish_goes_before_a_greater_chance() -> None:
    wish = a_consent("time_or_place", "sms", time(12), time(18))
    first, second = ways(evenings(answered=True), [wish])
    assert (first.channel, first.begins.hour, first.is_wish) == ("sms", 12, True)
    assert first.why[0].en == "They said 12:00–18:00 suits them."
    assert second.channel == "call"


def a_consent(kind: str, channel: str, begins: time | None, ends: time | None) -> Consent:
    return Consent(1, kind, channel, None, begins, ends, MONDAY_NINE - DAY, None, None, "")


def test_what_was_long_ago_counts_less() -> None:
    old = [Tried("call", each.at - 365 * DAY, each.answered) for each in evenings(answered=True)]
    assert ways(old)[0].chance_per_mille < ways(evenings(answered=True))[0].chance_per_mille


MOMENTS = st.integers(0, 400 * 24).map(lambda hours: MONDAY_NINE - timedelta(hours=hours))
TRIES = st.builds(Tried, st.sampled_from(["call", "sms"]), MOMENTS, st.booleans())


@given(st.lists(TRIES), st.sets(st.integers(8, 20)))
def test_only_allowed_hours_ahead_are_advised_each_channel_once(
    tried: list[Tried], hours: set[int]
) -> None:
    def some(point: Point, at: datetime) -> datetime | None:
        return at + timedelta(hours=1) if at.hour in hours else None

    found = ways(tried, may=some)
    assert len({each.channel for each in found}) == len(found)
    for way in found:
        assert way.begins >= MONDAY_NINE and way.begins.hour in hours
        assert way.begins < way.ends <= way.begins + timedelta(hours=1)
        assert 0 <= way.chance_per_mille <= 1000
    chances = [each.chance_per_mille for each in found]
    assert chances == sorted(chances, reverse=True)


@given(st.lists(TRIES, max_size=8), MOMENTS)
def test_another_answer_never_lowers_a_chance(tried: list[Tried], at: datetime) -> None:
    def chance(of: list[Tried]) -> int:
        return next(each.chance_per_mille for each in ways(of) if each.channel == "call")

    missed, answered = Tried("call", at, False), Tried("call", at, True)
    assert chance([*tried, answered]) >= chance([*tried, missed])


@pytest.mark.django_db(transaction=True)
def test_a_person_is_advised_by_their_own_calls_and_nothing_under_a_hold() -> None:
    staff = a_member()
    case, [phone, *_] = a_case()
    an_address(case.customer)
    assert {each.channel for each in best_ways_for(case.customer, MORNING)} >= {"call", "email"}
    attempt = dial(case_id=case.pk, contact_point_id=phone.pk, staff=staff, at=MORNING)
    record_outcome(attempt_id=attempt.pk, outcome="refuses", staff=staff, at=MORNING)
    later = MORNING + DAY
    call = next(each for each in best_ways_for(case.customer, later) if each.channel == "call")
    assert "Answered 1 of 1 this way." in [text.en for text in call.why]
    place_hold(
        customer_id=case.customer_id,
        kind="dispute",
        reason="Says it is not theirs",
        ends_at=None,
        staff=staff,
        at=later,
    )
    assert best_ways_for(case.customer, later) == ()
