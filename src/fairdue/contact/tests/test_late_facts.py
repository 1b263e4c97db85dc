"""Late facts, through the real actions: what they turn past contacts into."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import DatabaseError, transaction

from fairdue.compliance.actions import (
    grant_consent,
    open_dispute,
    place_hold,
    raise_mark,
    record_request,
    revoke_consent,
    withdraw_request,
)
from fairdue.contact.actions import dial, record_outcome
from fairdue.contact.actions.rejudging import Rejudged, rejudge_due
from fairdue.contact.models import Finding, Remedy
from fairdue.contact.tests.office import (
    A_DAY,
    HOUR,
    MINUTE,
    TOMORROW,
    Office,
    an_account,
    an_office,
    pay,
)
from fairdue.contact.tests.records import DAY, MORNING, NIGHT, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.portfolio.actions import disown_contact_point, mark_contact_point

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return an_office()


def test_nothing_is_found_where_nothing_was_learned(office: Office) -> None:
    office.call(MORNING)
    office.call(MORNING + HOUR, "no_answer")
    office.denied(NIGHT)
    assert office.judge() == Rejudged()
    assert office.found == []


def test_a_request_received_before_a_call_and_recorded_after_makes_it_unlawful(
    office: Office,
) -> None:
    attempt = office.call(MORNING)
    asked = record_request(
        customer_id=office.customer_id,
        kind="cease",
        reason="letter of the ninth",
        staff=office.compliance,
        at=MORNING + HOUR,
        received_at=MORNING - HOUR,
    )
    assert office.judge() == Rejudged(found=1)
    assert office.found == [("newly_unlawful", ["LENDER-REQUEST"], ["request"])]
    finding = Finding.objects.get()
    assert finding.attempt_id == attempt.pk
    assert finding.causes[0]["subject"] == f"request:{asked.pk}"
    assert finding.causes[0]["entry"] == asked.journal_entry_id
    assert not finding.clauses[0]["allowed"]
    assert set(Remedy.objects.values_list("kind", flat=True)) == {
        "inform",
        "stop_channel",
        "report",
    }


def test_a_finding_that_a_later_fact_undoes_is_withdrawn_and_may_come_back(
    office: Office,
) -> None:
    office.call(MORNING)
    asked = record_request(
        customer_id=office.customer_id,
        kind="cease",
        reason="letter",
        staff=office.compliance,
        at=MORNING + HOUR,
        received_at=MORNING - HOUR,
    )
    office.judge()
    withdraw_request(
        request_id=asked.pk,
        reason="meant for somebody else",
        staff=office.compliance,
        at=MORNING + 2 * HOUR,
        withdrawn_at=MORNING - HOUR,
    )
    assert office.judge() == Rejudged(withdrawn=1)
    assert office.found == []
    assert Finding.objects.get().withdrawn_at == TOMORROW
    record_request(
        customer_id=office.customer_id,
        kind="cease",
        reason="letter",
        staff=office.compliance,
        at=MORNING + 3 * HOUR,
        received_at=MORNING - MINUTE,
    )
    assert office.judge() == Rejudged(found=1)
    assert Finding.objects.count() == 1
    assert office.judge() == Rejudged()


def test_a_death_learned_late_makes_contacts_since_then_unlawful(office: Office) -> None:
    office.call(MORNING - A_DAY)
    office.call(MORNING, "no_answer")
    place_hold(
        customer_id=office.customer_id,
        kind="deceased",
        reason="certificate seen",
        staff=office.compliance,
        at=MORNING + HOUR,
        since=MORNING - 5 * HOUR,
    )
    office.judge()
    assert office.found == [("newly_unlawful", ["LENDER-HOLD"], ["hold"])]


def test_a_dispute_received_yesterday_and_recorded_today_reaches_back(office: Office) -> None:
    office.call(MORNING)
    open_dispute(
        customer_id=office.customer_id,
        ground="not_mine",
        statement="",
        staff=office.staff,
        at=TOMORROW,
        received_at=MORNING - HOUR,
    )
    office.judge(TOMORROW)
    assert office.found == [("newly_unlawful", ["LENDER-HOLD"], ["hold"])]


def test_a_vulnerability_known_since_yesterday_lowers_the_budget_of_then(office: Office) -> None:
    for hours in range(3):
        office.call(MORNING + hours * HOUR)
    raise_mark(
        customer_id=office.customer_id,
        kind="vulnerability",
        note="",
        staff=office.compliance,
        at=TOMORROW,
        since=MORNING + HOUR + MINUTE * 30,
    )
    office.judge(TOMORROW)
    assert office.found == [
        ("newly_unlawful", ["LENDER-HOLD", "LENDER-PRESSURE"], ["hold", "mark"])
    ]


def test_consent_recorded_late_makes_a_denial_needless(office: Office) -> None:
    office.denied(NIGHT)
    consent = grant_consent(
        customer_id=office.customer_id,
        kind="night_contact",
        evidence="recording 5",
        begins=NIGHT.time().replace(hour=22, minute=0),
        ends=NIGHT.time().replace(hour=23, minute=0),
        staff=office.staff,
        at=TOMORROW,
        granted_at=MORNING,
    )
    office.judge(TOMORROW)
    assert office.found == [("lawful_after_all", ["CN-HOURS-01"], ["consent"])]
    revoke_consent(
        consent_id=consent.pk,
        reason="recording 4",
        staff=office.staff,
        at=TOMORROW + HOUR,
        revoked_at=NIGHT - HOUR,
    )
    assert office.judge(TOMORROW + HOUR) == Rejudged(withdrawn=1)


def test_consent_revoked_before_a_night_call_makes_it_unlawful(office: Office) -> None:
    consent = grant_consent(
        customer_id=office.customer_id,
        kind="night_contact",
        evidence="recording 5",
        begins=NIGHT.time().replace(hour=22, minute=0),
        ends=NIGHT.time().replace(hour=23, minute=0),
        staff=office.staff,
        at=MORNING,
    )
    office.call(NIGHT)
    revoke_consent(
        consent_id=consent.pk,
        reason="letter",
        staff=office.staff,
        at=TOMORROW,
        revoked_at=NIGHT - HOUR,
    )
    office.judge(TOMORROW)
    assert office.found == [("newly_unlawful", ["CN-HOURS-01"], ["consent"])]


def test_calls_to_somebody_elses_number_count_no_more_and_are_a_finding_of_their_own(
    office: Office,
) -> None:
    for hours in range(3):
        office.call(MORNING + hours * HOUR, "machine", office.second)
    office.denied(MORNING + 3 * HOUR)
    disown_contact_point(
        contact_point_id=office.second.pk, staff=office.staff, at=MORNING + 4 * HOUR
    )
    office.judge()
    theirs = [
        ("no_longer_counted", ["LENDER-THEIRS"], ["point"]),
        ("third_party", ["CN-3P-01"], ["point"]),
    ]
    assert office.found == [*theirs * 3, ("lawful_after_all", ["CN-FREQ-01"], ["point"])]
    mark_contact_point(
        contact_point_id=office.second.pk,
        invalid_since=None,
        staff=office.staff,
        at=MORNING + 5 * HOUR,
    )
    assert office.judge() == Rejudged(withdrawn=7)


def test_an_unanswered_call_to_somebody_else_reached_nobody(office: Office) -> None:
    office.call(MORNING, "no_answer")
    office.call(MORNING + HOUR, "wrong_person")
    office.judge()
    assert office.found == [
        ("no_longer_counted", ["LENDER-THEIRS"], ["point"]),
        ("no_longer_counted", ["LENDER-THEIRS"], ["point"]),
        ("third_party", ["CN-3P-01"], ["point"]),
    ]


def test_a_number_that_passed_to_somebody_else_was_the_customers_until_then(
    office: Office,
) -> None:
    office.call(MORNING - A_DAY)
    office.call(MORNING)
    disown_contact_point(
        contact_point_id=office.phone.pk, staff=office.staff, at=TOMORROW, since=MORNING - HOUR
    )
    office.judge(TOMORROW)
    assert [kind for kind, *_ in office.found] == ["no_longer_counted", "third_party"]


def test_a_number_dead_since_days_was_used_in_vain(office: Office) -> None:
    office.call(MORNING - 2 * A_DAY, "no_answer")
    office.call(MORNING, "number_invalid")
    office.judge()
    assert office.found == []
    mark_contact_point(
        contact_point_id=office.phone.pk,
        invalid_since=DAY - A_DAY,
        staff=office.staff,
        at=TOMORROW,
    )
    office.judge(TOMORROW)
    assert office.found == [("newly_unlawful", ["LENDER-POINT"], ["point"])]


def test_an_outcome_recorded_late_makes_a_denial_needless(office: Office) -> None:
    office.call(MORNING)
    office.call(MORNING + HOUR)
    attempt = dial(
        case_id=office.case.pk,
        contact_point_id=office.phone.pk,
        staff=office.staff,
        at=MORNING + 2 * HOUR,
    )
    office.denied(MORNING + 3 * HOUR)
    office.judge()
    assert office.found == []
    record_outcome(
        attempt_id=attempt.pk, outcome="no_answer", staff=office.staff, at=MORNING + 4 * HOUR
    )
    office.judge()
    assert office.found == [("lawful_after_all", ["CN-FREQ-01"], ["outcome"])]


def test_judging_again_is_journalled_and_guarded(office: Office) -> None:
    office.call(MORNING)
    place_hold(
        customer_id=office.customer_id,
        kind="manual",
        reason="x",
        staff=office.compliance,
        at=TOMORROW,
        since=MORNING - HOUR,
    )
    office.judge(TOMORROW)
    finding = Finding.objects.select_related("journal_entry").get()
    assert finding.journal_entry.action == "finding_recorded"
    assert finding.journal_entry.details["rules"] == ["LENDER-HOLD"]
    with pytest.raises(DatabaseError, match="without a journal entry"), transaction.atomic():
        Finding.objects.update(rules=[])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Remedy.objects.all().delete()


def test_catching_up_takes_whoever_has_newer_facts_and_nobody_twice(office: Office) -> None:
    office.call(MORNING)
    other, [others] = a_case()
    dial(case_id=other.pk, contact_point_id=others.pk, staff=a_member(), at=MORNING)
    assert [customer for customer, _ in rejudge_due(at=TOMORROW)] == ids(office.case, other)
    assert list(rejudge_due(at=TOMORROW)) == []
    place_hold(
        customer_id=other.customer_id,
        kind="manual",
        reason="x",
        staff=office.compliance,
        at=TOMORROW,
        since=MORNING - HOUR,
    )
    account = an_account(office.customer_id, 50_000, DAY, MORNING - HOUR)
    pay(account, 50_000, DAY, TOMORROW)
    assert dict(rejudge_due(at=TOMORROW)) == {
        office.customer_id: Rejudged(found=1),
        other.customer_id: Rejudged(found=1),
    }
    assert dict(rejudge_due(at=TOMORROW)) == {}


def test_ended_in_the_middle_catching_up_goes_on_where_it_was(office: Office) -> None:
    office.call(MORNING)
    case, [phone] = a_case()
    staff = a_member()
    attempt = dial(case_id=case.pk, contact_point_id=phone.pk, staff=staff, at=MORNING)
    record_outcome(attempt_id=attempt.pk, outcome="busy", staff=staff, at=MORNING)
    first, _ = next(rejudge_due(at=TOMORROW))
    assert [customer for customer, _ in rejudge_due(at=TOMORROW)] == [
        customer for customer in ids(office.case, case) if customer != first
    ]


def ids(*cases: Case) -> Iterable[int]:
    return [case.customer_id for case in cases]
