from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.contact.rules.cease import Declined, may_contact_after_notice, may_use_medium
from fairdue.contact.rules.disputes import Dispute, may_collect_disputed
from fairdue.contact.rules.electronic import (
    CreditorNotice,
    EarlierCollector,
    Texting,
    may_text_within_procedures,
    may_write_to_employers_address,
    qualifies_by_creditor,
    qualifies_by_earlier_collector,
    shows_opt_out,
)
from fairdue.contact.rules.inconvenient import (
    Inbound,
    Inconvenient,
    may_contact_then,
    may_contact_there,
)
from fairdue.contact.rules.limited_content import (
    OPTIONAL,
    REQUIRED,
    holds_only,
    is_limited_content,
)
from fairdue.contact.rules.local_hours import CONSERVATIVE, REG_TEXT, may_contact_in
from fairdue.contact.rules.others import Locating, may_contact_other, may_locate
from fairdue.contact.rules.representation import (
    Attorney,
    DirectConsent,
    is_bound,
    is_lifted,
    may_contact_at_work,
    may_contact_represented,
)
from fairdue.contact.rules.us_frequency import (
    CONVERSATION,
    Call,
    CallConsent,
    Limits,
    Record,
    counts,
    judge,
    rebuttal_factors,
)

EASTERN, PACIFIC = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
LIMITS = Limits(7, 7, 7, 7, ("busy", "not_in_service"), ("consumer_attorney",))
START = datetime(2026, 4, 1, 12, tzinfo=EASTERN)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
DEBT = frozenset({"D1"})
seconds_of_two_years = st.integers(1_767_225_600, 1_830_297_600)


def call(at: datetime, outcome: str = "no_answer", **changes: object) -> Call:
    told = {"person": "C1", "number": "N1", "debts": DEBT} | changes
    return Call(at=at, outcome=outcome, **told)  # type: ignore[arg-type]


def record(*calls: Call, consents: tuple[CallConsent, ...] = (), **wrong: datetime) -> Record:
    return Record(calls, consents, wrong, EASTERN)


def lawful(kept: Record, asked: Call) -> bool:
    return all(clause.allowed for clause in judge(kept, asked, "D1", LIMITS))


def test_seven_calls_in_seven_days_and_not_eight() -> None:
    week = [call(START + DAY * number) for number in range(7)]
    assert lawful(record(*week[:6]), call(START + DAY * 6))
    assert not lawful(record(*week), call(START + DAY * 6 + SECOND))
    assert lawful(record(*week), call(START + DAY * 7))


def test_seven_days_of_quiet_follow_a_conversation() -> None:
    talked = record(call(START, CONVERSATION))
    found = [lawful(talked, call(START + DAY * number)) for number in (0, 1, 6, 7)]
    assert found == [False, False, False, True]


def test_consent_ends_after_a_week_on_revocation_and_on_a_conversation() -> None:
    talk = call(START, CONVERSATION)
    given_at = START + timedelta(minutes=5)

    def consented(days: int, *more: Call, **changes: object) -> bool:
        consent = CallConsent(given_at, **changes)  # type: ignore[arg-type]
        return lawful(record(talk, *more, consents=(consent,)), call(START + DAY * days))

    assert consented(6)
    assert not consented(2, revoked_at=START + DAY)
    assert not consented(3, call(START + DAY, CONVERSATION))
    assert consented(3, only_on=date(2026, 4, 4))
    assert not consented(2, only_on=date(2026, 4, 4))
    assert not consented(3, until=date(2026, 4, 3))
    assert not consented(1, debts=frozenset({"D2"}))


def test_a_wrong_number_is_recounted_once_it_is_known() -> None:
    kept = record(call(START), call(START + DAY), N1=START + DAY * 2)
    day = date(2026, 4, 3)
    before = counts(kept, "C1", "D1", day, LIMITS, known_at=START + DAY * 2 - SECOND)
    after = counts(kept, "C1", "D1", day, LIMITS, known_at=START + DAY * 2)
    assert (before, after) == ((2, 0), (0, 0))


def test_calls_that_never_connect_or_reach_the_attorney_do_not_count() -> None:
    kept = record(
        call(START, "busy"), call(START, role="consumer_attorney"), call(START, "voicemail")
    )
    assert counts(kept, "C1", "D1", START.date(), LIMITS, known_at=START) == (1, 0)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 86399)), max_size=40))
def test_no_window_of_seven_days_ever_holds_more_than_seven(asked: list[tuple[int, int]]) -> None:
    midnight = datetime(2026, 4, 1, tzinfo=EASTERN)
    placed: list[Call] = []
    for day, second in sorted(asked):
        wanted = call(midnight + DAY * day + timedelta(seconds=second))
        if lawful(record(*placed), wanted):
            placed.append(wanted)
    days = [each.at.date() for each in placed]
    for first in days:
        assert sum(first <= day < first + DAY * 7 for day in days) <= 7


@given(st.lists(st.integers(0, 10), max_size=14), st.booleans())
def test_each_limit_turns_at_the_moment_it_names(days: list[int], talked: bool) -> None:
    kept = record(*(call(START + DAY * day, CONVERSATION if talked else "") for day in days))
    for clause in judge(kept, call(START + DAY * 10), "D1", LIMITS):
        if not clause.allowed:
            opens = clause.allowed_from
            assert opens is not None
            found = [
                next(
                    each.allowed
                    for each in judge(kept, call(at), "D1", LIMITS)
                    if [name for name, _ in each.values] == [name for name, _ in clause.values]
                )
                for at in (opens - SECOND, opens)
            ]
            assert found == [False, True]


def test_rapid_succession_may_rebut() -> None:
    def factors(*minutes: int) -> list[str]:
        kept = record(*(call(START + timedelta(minutes=minute)) for minute in minutes[:-1]))
        asked = call(START + timedelta(minutes=minutes[-1]))
        return rebuttal_factors(kept, asked, rapid_minutes=5, rapid_calls=2, day_calls=7)

    assert factors(0, 5) == ["rapid_succession"]
    assert factors(0, 6) == []
    assert factors(*range(0, 70, 10)) == ["concentrated_in_one_day"]


@pytest.mark.parametrize("policy", [REG_TEXT, CONSERVATIVE])
@given(seconds=seconds_of_two_years)
def test_hours_open_at_the_moment_they_name_in_all_zones(policy: str, seconds: int) -> None:
    def asked(at: datetime) -> tuple[bool, datetime | None]:
        found = may_contact_in(
            at, [EASTERN, PACIFIC], earliest=time(8), latest=time(21), boundary_policy=policy
        )
        return found.allowed, found.allowed_from

    at = datetime.fromtimestamp(seconds, UTC)
    allowed, opens = asked(at)
    if not allowed:
        assert opens is not None
        assert opens > at
        assert asked(opens)[0]
        assert not asked(opens - SECOND)[0]


@pytest.mark.parametrize(
    ("clock", "policy", "allowed"),
    [
        ("08:00:00", REG_TEXT, True),
        ("08:00:00", CONSERVATIVE, False),
        ("08:00:01", CONSERVATIVE, True),
        ("21:00:00", REG_TEXT, True),
        ("21:00:01", REG_TEXT, False),
        ("21:00:00", CONSERVATIVE, False),
        ("20:59:59", CONSERVATIVE, True),
    ],
)
def test_the_edges_of_the_day_follow_the_policy(clock: str, policy: str, allowed: bool) -> None:
    at = datetime.fromisoformat(f"2026-07-15T{clock}-04:00")
    found = may_contact_in(at, [EASTERN], earliest=time(8), latest=time(21), boundary_policy=policy)
    assert found.allowed is allowed


def test_one_answer_while_the_time_lasts() -> None:
    barred = [Inconvenient(weekday=2, begins=time(15), ends=time(17))]
    at = datetime(2026, 10, 14, 16, 30, tzinfo=EASTERN)
    wrote = at - timedelta(hours=1)

    def allowed(inbound: Inbound | None) -> bool:
        return may_contact_then(
            at, [EASTERN], barred, "email", inbound, closed=False, responses_max=1
        ).allowed

    assert allowed(Inbound(wrote, "email"))
    assert not allowed(None)
    assert not allowed(Inbound(wrote, "email", answered=1))
    assert not allowed(Inbound(wrote, "sms"))
    assert not allowed(Inbound(wrote - timedelta(days=7), "email"))


@given(seconds_of_two_years)
def test_a_barred_weekday_bars_it_wholly_and_nothing_else(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    found = Inconvenient(weekday=1).span(at, EASTERN, closed=False)
    assert (found is not None) is (at.astimezone(EASTERN).weekday() == 1)


def test_mobiles_are_not_tied_to_a_place_unless_it_is_known() -> None:
    def allowed(medium: str, known_at: str = "") -> bool:
        tied = ("home=landline",)
        return may_contact_there(["home"], medium, known_at, False, tied_media=tied).allowed

    assert [allowed("mobile"), allowed("landline"), allowed("mobile", "home")] == [
        True,
        False,
        False,
    ]


@given(*[st.booleans()] * 5)
def test_an_attorney_is_passed_only_with_a_reason(
    reachable: bool, silent: bool, agrees: bool, to_attorney: bool, once: bool
) -> None:
    attorney = Attorney(True, reachable, silent, agrees)
    found = may_contact_represented(
        attorney, to_attorney=to_attorney, answers_once=once, applies=True
    )
    assert found.allowed is (not reachable or silent or agrees or to_attorney or once)


def test_work_scope_and_consent() -> None:
    assert not may_contact_at_work(at_work=True, employer_forbids=True, applies=True).allowed
    assert may_contact_at_work(at_work=False, employer_forbids=True, applies=True).allowed
    bound = {"bound_actors": ("debt_collector",)}
    assert is_bound("debt_collector", opted_in=False, other_name=False, **bound)
    assert not is_bound("creditor_own_name", opted_in=False, other_name=False, **bound)
    assert is_bound("creditor_own_name", opted_in=False, other_name=True, **bound)
    assert is_bound("creditor_own_name", opted_in=True, other_name=False, **bound)
    rule = "us.regf.6b1.time"

    def lifted(**changes: object) -> bool:
        told = {"giver_told": "", "at": START, "lifts": frozenset({rule})} | changes
        consent = DirectConsent(**told)  # type: ignore[arg-type]
        return is_lifted(rule, [consent], START, court_leave=False, givers=("",))

    assert lifted()
    assert not lifted(giver_told="creditor")
    assert not lifted(at=START + SECOND)
    assert not lifted(revoked_at=START)
    assert not lifted(compliant=False)
    assert is_lifted(rule, [], START, court_leave=True, givers=())


def test_a_cease_notice_leaves_its_exceptions() -> None:
    def allowed(purpose: str, received: bool = True) -> bool:
        return may_contact_after_notice(
            received=received, to_consumer=True, purpose=purpose, exceptions=("ending_efforts",)
        ).allowed

    assert [allowed("pay"), allowed("ending_efforts"), allowed("pay", received=False)] == [
        False,
        True,
        True,
    ]


@given(st.sampled_from(["call", "sms", "email"]), st.sampled_from(["", "A", "B"]))
def test_a_declined_medium_or_address_stops_just_that(medium: str, address: str) -> None:
    declined = [Declined("sms", address)]
    found = may_use_medium(
        medium,
        "A",
        declined,
        confirms_only=False,
        replies_before=None,
        required_by_law=False,
        replies_max=1,
    )
    assert found.allowed is not (medium == "sms" and address in ("", "A"))


@given(st.integers(0, 80), st.integers(-5, 50))
def test_email_waits_out_a_period_of_at_least_thirty_five_days(wait: int, given_days: int) -> None:
    sent = date(2026, 5, 1)
    notice = CreditorNotice(sent, deadline=sent + timedelta(days=given_days))
    found = qualifies_by_creditor(notice, sent + timedelta(days=wait), days=35)
    assert found is (given_days >= 35 and wait > given_days)


def test_the_collector_just_before_must_have_used_the_address() -> None:
    good, idle = EarlierCollector(True, True, False), EarlierCollector(False, False, False)
    heir = EarlierCollector(False, True, False)
    chains = [[good], [good, idle], [good, heir], [heir], [EarlierCollector(True, True, True)], []]
    found = [qualifies_by_earlier_collector(chain, applies=True) for chain in chains]
    assert found == [True, False, True, False, False, False]


@given(st.integers(0, 130))
def test_a_text_ties_a_number_for_sixty_days(age: int) -> None:
    on = date(2026, 6, 1)
    texting = Texting(texted_on=on - timedelta(days=age))
    assert may_text_within_procedures(texting, on, days=60) is (age <= 60)
    checked = Texting(texted_on=on - timedelta(days=age), checked_on=on)
    assert may_text_within_procedures(checked, on, days=60)
    assert not may_text_within_procedures(Texting(checked_on=on), on, days=60)


def test_opt_out_notice_and_employers_address() -> None:
    def shown(told: bool | None, *, costs: bool = False, confirms: bool = False) -> bool:
        return shows_opt_out(
            told, costs_or_asks=costs, confirms_only=confirms, applies=True
        ).allowed

    assert [shown(None), shown(True), shown(False), shown(True, costs=True)] == [
        True,
        True,
        False,
        False,
    ]
    assert shown(False, confirms=True)
    assert not may_write_to_employers_address(employers=True, exempt=False, applies=True).allowed
    assert may_write_to_employers_address(employers=True, exempt=True, applies=True).allowed


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("This is Ann Lee from Oak Inc. Please call me at 1-800-555-0142.", True),
        ("Hi. This is Ann Lee with Oak Inc. Please return my call at (555) 010-0142.", True),
        ("This is Ann Lee from Oak Inc. Please call me or Bo Dean at 1-800-555-0142 today.", True),
        ("This is Ann Lee from Oak Debt Recovery. Please call me at 1-800-555-0142.", False),
        ("This is Ann Lee from Oak Inc. Please call me at 1-800-555-0142 about a debt.", False),
        ("This is Ann Lee from Oak Inc. Please call me.", False),
        ("Please call me at 1-800-555-0142.", False),
        ("This is Ann Lee from Oak Inc. 1-800-555-0142.", False),
        ("Ms. Jones, this is Ann Lee from Oak Inc. Please call me at 1-800-555-0142.", False),
    ],
)
def test_a_limited_message_holds_what_it_must_and_nothing_else(text: str, limited: bool) -> None:
    words = ("debt", "recover")
    found = is_limited_content(text, voicemail=True, for_third_party=False, revealing_words=words)
    assert found is limited
    assert not is_limited_content(
        text, voicemail=False, for_third_party=False, revealing_words=words
    )


@given(st.sets(st.sampled_from(sorted(REQUIRED | OPTIONAL | {"opt_out", "consumer_name"}))))
def test_elements_are_all_required_and_only_allowed(held: set[str]) -> None:
    extra = held & {"opt_out", "consumer_name"}
    assert holds_only(sorted(held), revealing_name=False) is (held >= REQUIRED and not extra)


def test_timely_written_disputes_stop_collecting_until_answered() -> None:
    def allowed(dispute: Dispute, *, collects: bool = True) -> bool:
        return may_collect_disputed(
            [dispute], collects=collects, answers=("verification_sent",)
        ).allowed

    assert not allowed(Dispute(in_period=True))
    assert allowed(Dispute(in_period=False))
    assert allowed(Dispute(in_period=True, in_writing=False))
    assert allowed(Dispute(in_period=True, answers=frozenset({"verification_sent"})))
    assert allowed(Dispute(in_period=True), collects=False)


def test_others_are_only_asked_once_where_the_consumer_is() -> None:
    roles = {"consumer_roles": ("spouse",), "other_roles": ("creditor",)}

    def other(role: str, *, locates: bool = False, permitted: bool = False) -> bool:
        return may_contact_other(role, locates=locates, permitted=permitted, **roles).allowed

    assert [other("spouse"), other("creditor"), other(""), other("neighbor")] == [
        True,
        True,
        True,
        False,
    ]
    assert other("neighbor", locates=True)
    assert other("neighbor", permitted=True)

    def locating(**changes: object) -> list[bool]:
        clauses = may_locate(Locating(**changes), communications_max=1)  # type: ignore[arg-type]
        return [clause.allowed for clause in clauses]

    assert locating() == [True, True]
    assert locating(communications_before=1) == [True, False]
    assert locating(communications_before=1, asked_or_wrong=True) == [True, True]
    assert locating(states_debt=True) == [False, True]
