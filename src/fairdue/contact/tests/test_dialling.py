"""Calls come about only under a permit, and end only in an outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdue.contact.actions import Contact, ContactDenied, dial, record_outcome, request_permit
from fairdue.contact.actions.asking import WithColleague
from fairdue.contact.models import Attempt, Channel, Outcome, Permit
from fairdue.contact.queries import denials, may_i
from fairdue.contact.tests.records import MORNING, NIGHT, a_case, a_member
from fairdue.journal.queries import entries

pytestmark = pytest.mark.django_db(transaction=True)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def test_a_lawful_call_is_stored_with_its_permit() -> None:
    case, [phone] = a_case()
    attempt = dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=MORNING)
    assert attempt.permit.granted
    assert attempt.journal_entry_id == attempt.permit.journal_entry_id
    assert [entry.action for entry in entries(case.customer_id)] == ["permit_granted"]


def test_a_denied_call_is_kept_and_journalled() -> None:
    case, [phone] = a_case()
    with pytest.raises(ContactDenied) as denied:
        dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=NIGHT)
    assert [clause.rule for clause in denied.value.verdict.failing] == ["CN-HOURS-01"]
    assert "2026-03-11 08:00" in denied.value.text.en
    permit = Permit.objects.get(pk=denied.value.permit_id)
    assert (permit.granted, permit.failing, permit.expires_at) == (False, ["CN-HOURS-01"], None)
    assert [entry.action for entry in entries(case.customer_id)] == ["permit_denied"]
    assert not Attempt.objects.exists()


def test_while_one_holder_calls_the_customer_another_may_not() -> None:
    case, [phone, other] = a_case(phones=2)
    first, second = a_member(), a_member()
    open_call = dial(case_id=case.pk, contact_point_id=phone.pk, staff=first, at=MORNING)
    for point in (phone, other):
        with pytest.raises(WithColleague, match="A colleague is calling"):
            dial(case_id=case.pk, contact_point_id=point.pk, staff=second, at=MORNING + MINUTE)
    assert Permit.objects.count() == 1, "nothing was decided, so nothing is counted"
    ended = MORNING + 2 * MINUTE
    record_outcome(attempt_id=open_call.pk, outcome=Outcome.NO_ANSWER, staff=first, at=ended)
    after = dial(case_id=case.pk, contact_point_id=phone.pk, staff=second, at=ended + MINUTE)
    assert after.permit.granted


def test_a_permit_that_somebody_else_holds_unused_keeps_a_second_caller_away() -> None:
    case, [phone] = a_case()
    asked = Contact(case.pk, phone.pk)
    held = request_permit(asked, actor=a_member().username, at=MORNING)
    with pytest.raises(WithColleague):
        dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=MORNING + SECOND)
    expires_at = Permit.objects.get(pk=held.permit_id).expires_at
    assert expires_at is not None
    later = expires_at + SECOND
    assert dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=later)


def test_a_call_forgotten_for_hours_bars_nobody() -> None:
    case, [phone] = a_case()
    dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=MORNING)
    later = MORNING + timedelta(hours=2)
    assert dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=later)


def test_a_denial_reads_back_as_it_was_given() -> None:
    case, [phone] = a_case()
    with pytest.raises(ContactDenied) as denied:
        dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=NIGHT)
    [kept] = denials(since=MORNING)
    given = denied.value.verdict
    assert kept.verdict.failing == given.failing
    assert kept.verdict.allowed_from == given.allowed_from
    assert [clause.rule for clause in kept.verdict.clauses] == [
        clause.rule for clause in given.clauses
    ]


def test_refuses_the_fourth_effective_call_of_the_day() -> None:
    case, phones = a_case(phones=2)
    staff = a_member()
    for minute in range(3):
        at = MORNING + timedelta(minutes=minute)
        attempt = dial(case_id=case.pk, contact_point_id=phones[minute % 2].pk, staff=staff, at=at)
        record_outcome(attempt_id=attempt.pk, outcome=Outcome.REFUSES, staff=staff, at=at)
    with pytest.raises(ContactDenied) as denied:
        dial(
            case_id=case.pk,
            contact_point_id=phones[0].pk,
            staff=staff,
            at=MORNING + timedelta(minutes=5),
        )
    verdict = denied.value.verdict
    assert [clause.rule for clause in verdict.failing] == ["CN-FREQ-01"]
    assert dict(verdict.failing[0].values) == {"today": "3", "max": "3"}
    assert verdict.allowed_from is not None
    assert verdict.allowed_from.isoformat() == "2026-03-11T08:00:00+08:00"


def test_refuses_the_seventh_unanswered_dial_of_a_number_but_not_of_another() -> None:
    case, [first, second] = a_case(phones=2)
    staff = a_member()
    for minute in range(6):
        at = MORNING + timedelta(minutes=minute)
        attempt = dial(case_id=case.pk, contact_point_id=first.pk, staff=staff, at=at)
        record_outcome(attempt_id=attempt.pk, outcome=Outcome.NO_ANSWER, staff=staff, at=at)
    later = MORNING + timedelta(minutes=9)
    with pytest.raises(ContactDenied) as denied:
        dial(case_id=case.pk, contact_point_id=first.pk, staff=staff, at=later)
    assert [clause.rule for clause in denied.value.verdict.failing] == ["CN-FREQ-02"]
    assert dial(case_id=case.pk, contact_point_id=second.pk, staff=staff, at=later).pk
    for phone, unanswered in ((first, "6"), (second, "1")):
        asked = may_i(customer_id=case.customer_id, at=later, contact_point_id=phone.pk)
        values = {clause.rule: dict(clause.values) for clause in asked[Channel.CALL].clauses}
        assert values["CN-FREQ-01"] == {"today": "1", "max": "3"}
        assert values["CN-FREQ-02"] == {"today": unanswered, "max": "6"}
