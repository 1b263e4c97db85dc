from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.contact.rules.call_log import INFORMATIVE, Dial, failed_in_a_row, may_call, may_dial
from fairdue.contact.rules.conduct import (
    ACTS,
    Overdraft,
    institution_is_named,
    is_recorded,
    may_act,
    may_mention_penalty,
)
from fairdue.contact.rules.consent import Consent, may_contact_at_night
from fairdue.contact.rules.premises import may_enter
from fairdue.contact.rules.standing import (
    may_collect_as_assignee,
    may_collect_despite_objection,
    may_collect_despite_plan,
)
from fairdue.contact.rules.terms import Night, Term
from fairdue.contact.rules.third_parties import (
    Loss,
    Message,
    Person,
    may_collect_from,
    may_contact_again,
    may_contact_instead,
    may_say_to_contact,
    may_use_source,
)
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

ZONE = ZoneInfo("Asia/Shanghai")
CITED = Citation(Text("source", "来源"), "L6", "B", date(2026, 1, 30))
NIGHT = Term("CN-HOURS-01", Night(time(22), time(8)), CITED)
THREE, SIX = Term("CN-FREQ-01", 3, CITED), Term("CN-FREQ-02", 6, CITED)
LOST = {
    "failed_dials": 3,
    "wait_days": 1,
    "unreachable_days": 3,
    "other_grounds": ("number_invalid", "debtor_dead_or_incapacitated"),
}
PENALTY = {
    "guilt_wording": ("构成.{0,10}罪",),
    "penal_wording": ("刑事", "报案"),
    "effective_collections": 2,
    "unpaid_months": 3,
    "principal_min": Decimal(50000),
}
OBLIGORS = ("debtor", "guarantor")
PURPOSES = ("ask_for_contact_details", "relay_message")


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("clock", "allowed"),
    [
        ("21:59:59", True),
        ("22:00:00", False),
        ("22:30:00", True),
        ("22:59:59", True),
        ("23:00:00", False),
        ("07:59:59", False),
        ("08:00:00", True),
    ],
)
def test_consent_opens_only_its_window(clock: str, allowed: bool) -> None:
    consent = Consent((time(22, 30), time(23)), beijing("2026-05-01T10:00:00"))
    at = beijing(f"2026-05-12T{clock}")
    assert may_contact_at_night(at, [consent], NIGHT, ZONE).allowed is allowed


def test_consent_begins_when_given_and_ends_when_withdrawn() -> None:
    granted, revoked = beijing("2026-05-12T22:30:00"), beijing("2026-05-12T23:00:00")
    consent = Consent(None, granted, revoked)
    tick = timedelta(seconds=1)
    moments = [granted - tick, granted, revoked - tick, revoked]
    found = [may_contact_at_night(at, [consent], NIGHT, ZONE).allowed for at in moments]
    assert found == [False, True, True, False]


@given(st.integers(1_767_225_600, 1_830_297_600))
def test_a_window_over_midnight_covers_what_its_opposite_does_not(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    there, back = (time(23), time(5)), (time(5), time(23))
    covered = [Consent(window, None).covers(at, ZONE) for window in (there, back)]
    assert sorted(covered) == [False, True]


def dial(clock: str, **changes: object) -> Dial:
    told = {"person": "debtor", "number": "P1", "connected": True} | changes
    return Dial(at=beijing(f"2026-05-12T{clock}"), **told)  # type: ignore[arg-type]


def test_calls_of_a_mode_count_per_person_and_dials_per_number() -> None:
    log = [dial("09:00:00"), dial("10:00:00", number="P2"), dial("11:00:00")]
    call = dial("16:00:00")
    assert not may_call(log, call, THREE, ZONE).allowed
    assert may_call(log[1:], call, THREE, ZONE).allowed
    assert may_call(log, dial("16:00:00", mode=INFORMATIVE), THREE, ZONE).allowed
    assert may_call(log, dial("16:00:00", person="guarantor"), THREE, ZONE).allowed
    rung = [dial(f"09:0{minute}:00", connected=False) for minute in range(6)]
    assert not may_dial(rung, call, SIX, ZONE).allowed
    assert may_dial(rung[1:], call, SIX, ZONE).allowed
    assert may_dial(rung, dial("16:00:00", number="P2"), SIX, ZONE).allowed


@given(st.lists(st.integers(0, 2 * 86400 - 1), max_size=8), st.integers(0, 2 * 86400))
def test_no_log_lets_more_than_the_limit_through_in_a_day(seconds: list[int], now: int) -> None:
    start = beijing("2026-05-12T00:00:00")
    log: list[Dial] = []
    for second in sorted([*seconds, now]):
        call = Dial(start + timedelta(seconds=second), "debtor", "P1", True)
        if may_call(log, call, THREE, ZONE).allowed:
            log.append(call)
    for day in (start.date(), start.date() + timedelta(days=1)):
        assert sum(call.at.astimezone(ZONE).date() == day for call in log) <= 3


def test_a_row_of_failed_dials_is_broken_by_an_answer() -> None:
    log = [dial("09:00:00", connected=False), dial("10:00:00"), dial("11:00:00", connected=False)]
    assert failed_in_a_row(log, "debtor", beijing("2026-05-12T12:00:00")) == log[2:]


@pytest.mark.parametrize(
    ("loss", "allowed"),
    [
        (Loss(), False),
        (Loss(frozenset({"number_invalid"})), True),
        (Loss(frozenset({"debtor_dead_or_incapacitated"})), True),
        (Loss(frozenset({"number_invalid"}), restored=True), False),
        (Loss(failed_dials=3, last_failed_on=date(2026, 5, 12)), False),
        (Loss(failed_dials=3, last_failed_on=date(2026, 5, 11)), True),
        (Loss(failed_dials=2, last_failed_on=date(2026, 5, 11)), False),
        (Loss(failed_dials=9), False),
        (Loss(days_unreachable=2), False),
        (Loss(days_unreachable=3), True),
    ],
)
def test_each_ground_of_lost_contact(loss: Loss, allowed: bool) -> None:
    at = beijing("2026-05-12T15:00:00")
    assert may_contact_instead(loss, at, ZONE, **LOST).allowed is allowed  # type: ignore[arg-type]


@given(st.integers(0, 86399))
def test_the_day_after_failed_dials_opens_the_contact_person(second: int) -> None:
    at = beijing("2026-05-12T00:00:00") + timedelta(seconds=second)
    loss = Loss(failed_dials=3, last_failed_on=date(2026, 5, 12))
    opens = may_contact_instead(loss, at, ZONE, **LOST).allowed_from  # type: ignore[arg-type]
    assert opens is not None
    tick = timedelta(seconds=1)
    before = may_contact_instead(loss, opens - tick, ZONE, **LOST)  # type: ignore[arg-type]
    then = may_contact_instead(loss, opens, ZONE, **LOST)  # type: ignore[arg-type]
    assert (before.allowed, then.allowed) == (False, True)


def test_only_those_who_owe_or_offer_are_collected_from() -> None:
    demand = Message("collect", demands=True)
    people = [
        Person("debtor"),
        Person("guarantor"),
        Person("spouse", debt_related=True),
        Person("spouse"),
        Person("parent", offered_to_pay=True),
    ]
    found = [may_collect_from(each, demand, obligors=OBLIGORS).allowed for each in people]
    assert found == [True, True, True, False, True]


def test_a_contact_person_hears_nothing_of_the_debt() -> None:
    def said(person: Person, message: Message) -> list[bool]:
        clauses = may_say_to_contact(person, message, purposes=PURPOSES)
        return [clause.allowed for clause in clauses]

    parent, payer = Person("parent"), Person("parent", offered_to_pay=True)
    assert said(parent, Message("relay_message")) == [True, True]
    assert said(parent, Message("relay_message", discloses=True)) == [False, True]
    assert said(parent, Message("collect", demands=True)) == [True, False]
    assert said(payer, Message("collect", demands=True)) == [True, True]
    assert said(payer, Message("sell", discloses=True)) == [False, False]


def test_a_refusal_is_final_and_sources_are_lawful() -> None:
    assert not may_contact_again(Person("parent", refused=True), refusal_is_final=True).allowed
    assert may_contact_again(Person("parent"), refusal_is_final=True).allowed
    assert may_use_source("contract", sources=("contract",)).allowed
    assert may_use_source("", sources=("contract",)).allowed
    assert not may_use_source("bought", sources=("contract",)).allowed


@given(st.sets(st.sampled_from(sorted(ACTS))), st.sets(st.sampled_from(sorted(ACTS))))
def test_each_forbidden_act_gets_a_clause_of_its_own(done: set[str], banned: set[str]) -> None:
    clauses = may_act(done, "", truthful=False, forbidden_acts=sorted(banned), telling_words=())
    failing = {dict(clause.values)["act"] for clause in clauses if not clause.allowed}
    assert failing == done & banned


def test_a_text_gives_acts_away_unless_it_is_true() -> None:
    words = ("fictitious_blacklist=黑名单", "impersonation=^【.*法院】")

    def allowed(content: str, truthful: bool) -> bool:
        clauses = may_act(
            (), content, truthful=truthful, forbidden_acts=tuple(ACTS), telling_words=words
        )
        return all(clause.allowed for clause in clauses)

    assert not allowed("已列入黑名单", truthful=False)
    assert allowed("已列入黑名单", truthful=True)
    assert not allowed("【某区法院】请还款", truthful=True)
    assert allowed("您的信用卡已逾期", truthful=False)


@pytest.mark.parametrize(
    ("content", "overdraft", "allowed"),
    [
        ("您已构成信用卡诈骗罪", Overdraft(2, 3, Decimal(50000)), False),
        ("我行将依法报案", Overdraft(2, 3, Decimal(50000)), True),
        ("我行将依法报案", Overdraft(1, 3, Decimal(50000)), False),
        ("我行将依法报案", Overdraft(2, 2, Decimal(50000)), False),
        ("我行将依法报案", Overdraft(2, 3, Decimal("49999.99")), False),
        ("请及时还款", Overdraft(), True),
    ],
)
def test_penal_wording_waits_for_every_element(
    content: str, overdraft: Overdraft, allowed: bool
) -> None:
    found = may_mention_penalty(content, overdraft, **PENALTY)  # type: ignore[arg-type]
    assert found.allowed is allowed
    assert "罪" not in found.reason.zh
    assert "crime" not in found.reason.en.lower()


def test_first_contact_names_the_institution_and_is_recorded() -> None:
    on = {"institution_at_first_contact": True}
    assert not institution_is_named(first_contact=True, stated=False, **on).allowed
    assert institution_is_named(first_contact=True, stated=True, **on).allowed
    assert institution_is_named(first_contact=False, stated=False, **on).allowed
    assert [is_recorded(told, recorded=True).allowed for told in (None, True, False)] == [
        True,
        True,
        False,
    ]


def test_a_visit_shows_identification_and_asks_before_entering() -> None:
    def entering(*, shown: bool, private: bool, consented: bool) -> list[bool]:
        clauses = may_enter(
            shown=shown,
            private=private,
            consented=consented,
            id_shown=True,
            entry_needs_consent=True,
        )
        return [clause.allowed for clause in clauses]

    assert entering(shown=True, private=False, consented=False) == [True, True]
    assert entering(shown=False, private=True, consented=False) == [False, False]
    assert entering(shown=True, private=True, consented=True) == [True, True]


@given(st.booleans(), st.booleans(), st.booleans())
def test_only_collecting_stops_while_a_plan_is_kept(
    collects: bool, signed: bool, broken: bool
) -> None:
    found = may_collect_despite_plan(
        collects=collects, signed=signed, broken=broken, stops_collection=True
    )
    assert found.allowed is (not collects or not signed or broken)


def test_an_assignee_waits_for_notice_and_an_objection_for_its_first_steps() -> None:
    def assignee(notified: bool, by_assignee: bool) -> bool:
        return may_collect_as_assignee(
            collects=True, by_assignee=by_assignee, notified=notified, needs_notice=True
        ).allowed

    assert [assignee(False, True), assignee(True, True), assignee(False, False)] == [
        False,
        True,
        True,
    ]
    steps = ("account_annotated", "verification_started")
    found = [
        may_collect_despite_objection(
            collects=True, open_objection=True, done=steps[:count], first_steps=steps
        ).allowed
        for count in range(3)
    ]
    assert found == [False, False, True]
