"""Tasks of findings, and the job that finds them right after a late fact."""

from __future__ import annotations

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from fairdue.compliance.actions import place_hold, record_request
from fairdue.contact import jobs
from fairdue.contact.actions import (
    dial,
    finish_remedy,
    record_outcome,
    rejudge,
    take_remedy,
    waive_remedy,
)
from fairdue.contact.models import Finding, Remedy
from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.portfolio.actions import mark_contact_point

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def a_case_found_late() -> Case:
    case, [phone] = a_case()
    dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=MORNING)
    place_hold(
        customer_id=case.customer_id,
        kind="deceased",
        reason="certificate",
        staff=a_member(Role.COMPLIANCE),
        at=MORNING + HOUR,
        since=MORNING - HOUR,
    )
    return case


def jobs_of(case: Case) -> list[ProcrastinateJob]:
    found = ProcrastinateJob.objects.filter(task_name="contact.rejudge", status="todo")
    return list(found.filter(args__customer_id=case.customer_id))


def tasks() -> dict[str, Remedy]:
    case = a_case_found_late()
    rejudge(case.customer_id, at=MORNING + HOUR)
    return {remedy.kind: remedy for remedy in Remedy.objects.filter(customer=case.customer)}


def test_a_task_is_taken_and_done_with_a_note() -> None:
    lead, remedy = a_member(Role.LEAD), tasks()["inform"]
    assert remedy.due_on == (MORNING + timedelta(days=5)).date()
    take_remedy(remedy_id=remedy.pk, owner=lead.username, staff=lead, at=MORNING + HOUR)
    with pytest.raises(Refused, match="Say why"):
        finish_remedy(remedy_id=remedy.pk, note=" ", staff=lead, at=MORNING + HOUR)
    done = finish_remedy(remedy_id=remedy.pk, note="wrote", staff=lead, at=MORNING + HOUR)
    assert (done.owner, done.note) == (lead.username, "wrote")
    assert done.journal_entry.action == "remedy_done"
    with pytest.raises(Refused, match="over already"):
        finish_remedy(remedy_id=remedy.pk, note="again", staff=lead, at=MORNING + HOUR)


def test_only_compliance_waives_and_only_for_a_reason() -> None:
    remedy = tasks()["report"]
    with pytest.raises(Refused, match="compliance officers"):
        waive_remedy(remedy_id=remedy.pk, reason="x", staff=a_member(Role.LEAD), at=MORNING + HOUR)
    officer = a_member(Role.COMPLIANCE)
    waived = waive_remedy(
        remedy_id=remedy.pk, reason="reported with another", staff=officer, at=MORNING + HOUR
    )
    assert waived.ended_by == officer.username


def test_collectors_neither_take_nor_do_tasks() -> None:
    remedy, collector = tasks()["inform"], a_member()
    with pytest.raises(Refused, match="Your role may not"):
        finish_remedy(remedy_id=remedy.pk, note="x", staff=collector, at=MORNING)
    with pytest.raises(Refused, match="role can't take it on"):
        take_remedy(
            remedy_id=remedy.pk,
            owner=collector.username,
            staff=a_member(Role.LEAD),
            at=MORNING,
        )


def test_a_late_fact_puts_down_one_job_and_the_job_finds_it() -> None:
    case = a_case_found_late()
    record_request(
        customer_id=case.customer_id,
        kind="cease",
        reason="x",
        staff=a_member(Role.COMPLIANCE),
        at=MORNING + HOUR,
        received_at=MORNING,
    )
    [job] = jobs_of(case)
    jobs.rejudge_customer(**job.args)
    assert Finding.objects.get().rules == ["LENDER-HOLD", "LENDER-REQUEST"]


def test_what_was_recorded_as_it_happened_puts_down_none() -> None:
    case, [phone] = a_case()
    staff = a_member(Role.LEAD)
    attempt = dial(case_id=case.pk, contact_point_id=phone.pk, staff=staff, at=MORNING)
    record_outcome(attempt_id=attempt.pk, outcome="number_invalid", staff=staff, at=MORNING + HOUR)
    place_hold(
        customer_id=case.customer_id, kind="manual", reason="x", staff=staff, at=MORNING + HOUR
    )
    assert jobs_of(case) == []
    mark_contact_point(
        contact_point_id=phone.pk, invalid_since=None, staff=staff, at=MORNING + HOUR
    )
    assert len(jobs_of(case)) == 1
