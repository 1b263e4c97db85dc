"""What the database refuses of matters, whoever writes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from fairdue.journal.actions import record
from fairdue.legal.models import Approval, Matter, MatterApproval, MatterStep, Road, Stage
from fairdue.legal.rules import stages
from fairdue.legal.tests.records import AT, TODAY, a_debtor, a_member
from fairdue.people.models import Role, Staff

pytestmark = pytest.mark.django_db


def a_row(opener: Staff, **changed: Any) -> Matter:
    debtor = a_debtor()
    values: dict[str, Any] = {
        "customer": debtor.case.customer,
        "case": debtor.case,
        "jurisdiction": "CN",
        "currency": "CNY",
        "stage_since": TODAY,
        "road": Road.SUIT,
        "road_reason": "test",
        "road_by": opener.username,
        "balance_as_of": TODAY,
        "principal_minor": 90,
        "interest_minor": 9,
        "fees_minor": 1,
        "claimed_minor": 100,
        "officer": opener.username,
        "opened_by": opener.username,
        "opened_at": AT,
    }
    with transaction.atomic():
        entry = record(actor="test", action="matter_opened", at=AT)
        return Matter.objects.create(journal_entry=entry, **(values | changed))


def save(matter: Matter, **changed: Any) -> Matter:
    with transaction.atomic():
        for name, value in changed.items():
            setattr(matter, name, value)
        matter.journal_entry = record(actor="test", action="matter_changed", at=AT)
        matter.save()
    return matter


def approve(matter: Matter, by: Staff, role: str = "") -> None:
    with transaction.atomic():
        MatterApproval.objects.create(
            matter=matter,
            road_version=matter.road_version,
            approver=by.username,
            role=role or by.role,
            approves=True,
            at=AT,
            journal_entry=record(actor=by.username, action="road_approved", at=AT),
        )


def an_approved_row(opener: Staff, **changed: Any) -> Matter:
    matter = a_row(opener, **changed)
    approve(matter, a_member(Role.LEGAL))
    approve(matter, a_member(Role.LEAD))
    return save(matter, approval=Approval.APPROVED, approved_at=AT)


def test_a_matter_goes_nowhere_before_two_others_approved_its_road() -> None:
    opener = a_member()
    matter = a_row(opener)
    with pytest.raises(DatabaseError, match="goes nowhere before"):
        save(matter, stage=Stage.SUIT)
    matter.refresh_from_db()
    approve(matter, a_member())
    with pytest.raises(DatabaseError, match="lacks the approval of two others"):
        save(matter, approval=Approval.APPROVED)
    matter.refresh_from_db()
    approve(matter, a_member(Role.COMPLIANCE))
    save(matter, approval=Approval.APPROVED)
    assert save(matter, stage=Stage.SUIT).stage == Stage.SUIT


def test_two_leads_alone_do_not_approve_a_road() -> None:
    matter = a_row(a_member())
    approve(matter, a_member(Role.LEAD))
    approve(matter, a_member(Role.LEAD))
    with pytest.raises(DatabaseError, match="legal or compliance officer among them"):
        save(matter, approval=Approval.APPROVED)


def test_the_opener_does_not_approve_and_nobody_twice_or_in_another_role() -> None:
    opener, other = a_member(), a_member()
    matter = a_row(opener)
    with pytest.raises(DatabaseError, match="awaits no approval"):
        approve(matter, opener)
    approve(matter, other)
    with pytest.raises(DatabaseError):
        approve(matter, other)
    with pytest.raises(DatabaseError, match="may not approve a road as"):
        approve(matter, a_member(Role.COLLECTOR))
    with pytest.raises(DatabaseError, match="may not approve a road as"):
        approve(matter, a_member(Role.LEAD), role="compliance")


@pytest.mark.parametrize(("begin", "to"), itertools.permutations(stages.NEXT, 2))
def test_the_database_and_the_rule_agree_on_every_step(begin: str, to: str) -> None:
    matter = an_approved_row(a_member())
    closing = {"closed_because": "given_up", "closed_at": AT}
    paths: dict[str, list[str]] = {
        stages.REMINDER: [],
        stages.JUDGMENT: [stages.SUIT, stages.JUDGMENT],
        stages.ENFORCEMENT: [stages.SUIT, stages.ENFORCEMENT],
    }
    for stage in paths.get(begin, [begin]):
        save(matter, stage=stage, **(closing if stage == stages.CLOSED else {}))
    then: dict[str, Any] = {"stage": to} | (closing if to == stages.CLOSED else {})
    if to in stages.NEXT[begin]:
        assert save(matter, **then).stage == to
    else:
        with pytest.raises(DatabaseError):
            save(matter, **then)


def test_the_claim_does_not_change_without_new_approvals() -> None:
    matter = an_approved_row(a_member())
    with pytest.raises(DatabaseError, match="change without a new version"):
        save(matter, principal_minor=190, claimed_minor=200)
    matter.refresh_from_db()
    with pytest.raises(DatabaseError, match="waits for approval"):
        save(matter, principal_minor=190, claimed_minor=200, road_version=2)
    matter.refresh_from_db()
    changed = save(
        matter, principal_minor=190, claimed_minor=200, road_version=2, approval=Approval.WAITING
    )
    with pytest.raises(DatabaseError, match="lacks the approval of two others"):
        save(changed, approval=Approval.APPROVED)


def test_one_open_matter_for_a_customer_and_currency() -> None:
    first = a_row(a_member())
    with pytest.raises(DatabaseError):
        a_row(a_member(), customer=first.customer, case=first.case)
    save(first, stage=Stage.CLOSED, closed_because="given_up", closed_at=AT)
    assert a_row(a_member(), customer=first.customer, case=first.case).pk


def test_a_step_never_changes() -> None:
    matter = a_row(a_member())
    with transaction.atomic():
        step = MatterStep.objects.create(
            matter=matter,
            customer=matter.customer,
            kind="opened",
            on=TODAY,
            stage=matter.stage,
            recorded_by="test",
            recorded_at=AT,
            journal_entry=record(actor="test", action="x", at=AT),
        )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        step.journal_entry = record(actor="test", action="y", at=AT)
        step.save()
