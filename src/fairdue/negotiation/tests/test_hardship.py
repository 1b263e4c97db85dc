"""Asking for help: what is put on record, and what others see of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairdue.compliance import queries as compliance
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.negotiation import queries
from fairdue.negotiation.actions import record_assessment
from fairdue.negotiation.actions.hardship import ask
from fairdue.negotiation.models import HardshipDecision
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.tests.records import AT, TODAY, a_debtor, a_member
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role
from fairdue.portfolio.queries import explain

pytestmark = pytest.mark.django_db


def test_a_cardholder_is_answered_at_once_and_collecting_pauses() -> None:
    whose = a_debtor().case.customer_id
    me = Cardholder(whose)
    record_assessment(
        customer_id=whose,
        currency="CNY",
        depth="quick",
        figures={"low": 100_00, "high": 300_00},
        actor=me,
        at=AT,
    )
    answer = ask(
        customer_id=whose,
        reason="illness",
        circumstances=["mental_health"],
        note="since January",
        actor=me,
        at=AT,
    )
    assert answer.outcome == "granted"
    assert [measure.kind for measure in answer.measures] == [
        "pause",
        "interest_stop",
        "reduced_payment",
        "talk",
    ]
    assert compliance.holds_in_force(whose, AT + timedelta(days=29))
    marks = {mark.kind: mark for mark in compliance.marks_of(whose) if mark.stands_at(AT)}
    assert marks.keys() == {"hardship", "vulnerability"}
    assert "since January" in marks["vulnerability"].note
    assert marks["hardship"].note == ""
    cause = queries.cause_of(whose)
    assert cause is not None
    assert cause.cause == "illness"
    assert queries.hardship_of(whose) == [answer]
    assert {measure.kind for measure in queries.measures_on(whose, date(2026, 5, 1))} == {
        "interest_stop",
        "reduced_payment",
    }


def test_a_person_finds_it_among_the_reviews() -> None:
    whose = a_debtor().case.customer_id
    answer = ask(customer_id=whose, reason="forgot", actor=Cardholder(whose), at=AT)
    assert answer.outcome == "person"
    due, _ = compliance.reviews_due(AT, TODAY, within_days=5)
    assert [(each.record, each.review_on) for each in due] == [("hold", date(2026, 3, 15))]


def test_what_was_said_is_sealed_and_the_journal_tells_only_what_was_done() -> None:
    whose = a_debtor().case.customer_id
    ask(customer_id=whose, reason="illness", circumstances=["abuse"], actor=a_member(), at=AT)
    row = HardshipDecision.objects.get()
    assert b"illness" not in bytes(row.asked_sealed)
    entry = Entry.objects.get(action="hardship_decided")
    assert entry.details["hardship"] == "granted"
    assert "illness" not in str(entry.details)
    assert [rule["rule"] for rule in entry.rules] == ["LENDER-HARDSHIP"]


def test_asking_twice_is_asking_once() -> None:
    whose = a_debtor().case.customer_id
    first = ask(customer_id=whose, reason="illness", actor=Cardholder(whose), at=AT)
    again = ask(
        customer_id=whose, reason="illness", actor=Cardholder(whose), at=AT + timedelta(minutes=1)
    )
    assert again == first
    assert len(compliance.holds_in_force(whose, AT + timedelta(days=10))) == 1


def test_refuses_the_wrong_person_and_what_is_on_no_list() -> None:
    whose = a_debtor().case.customer_id
    for actor, reason, circumstances, note, says in [
        (Cardholder(whose + 1), "illness", [], "", "not your records"),
        (a_member(Role.STRATEGIST), "illness", [], "", "Your role may not"),
        (Cardholder(whose), "unwilling", [], "", "Choose from"),
        (Cardholder(whose), "illness", ["rich"], "", "Choose from"),
        (Cardholder(whose), "illness", [], "x" * 2001, "within 2000"),
    ]:
        with pytest.raises(Refused, match=says):
            ask(
                customer_id=whose,
                reason=reason,
                circumstances=circumstances,
                note=note,
                actor=actor,
                at=AT,
            )
    assert not HardshipDecision.objects.exists()


def test_interest_stops_in_the_balance_and_stays_stopped_whatever_is_decided_later() -> None:
    debtor = a_debtor()
    whose, later = debtor.case.customer_id, TODAY + timedelta(days=10)
    assert owed_parts(whose, "CNY", later).interest_minor == 2_500
    granted = ask(customer_id=whose, reason="illness", actor=Cardholder(whose), at=AT)
    assert owed_parts(whose, "CNY", later).interest_minor == 0
    found = explain(debtor.account.pk, later)
    assert found is not None
    stopped = found.lines[-1]
    assert (stopped.kind, stopped.amount_minor, stopped.rule) == ("interest", 0, "LENDER-HARDSHIP")
    ask(customer_id=whose, reason="forgot", actor=Cardholder(whose), at=AT + timedelta(days=1))
    assert owed_parts(whose, "CNY", later).interest_minor == 0
    until = next(each.until for each in granted.measures if each.kind == "interest_stop")
    assert [each.until for each in queries.measures_on(whose, later)] == [until]
    assert until is not None
    assert owed_parts(whose, "CNY", until + timedelta(days=1)).interest_minor == 250
