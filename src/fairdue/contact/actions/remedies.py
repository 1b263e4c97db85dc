"""Tasks that put findings right: taken by somebody, done with a note, or waived with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.compliance.actions.recording import can_own
from fairdue.contact.models import Remedy
from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require

REMEDY = "remedy_finding"
WAIVE = "waive_remedy"


def take_remedy(*, remedy_id: int, owner: str, staff: Staff, at: datetime) -> Remedy:
    """Give a task an owner who may do it. Raises Refused for anyone else, and when it is over."""
    require(staff, REMEDY)
    can_own(owner, REMEDY)
    with transaction.atomic():
        remedy = _open(remedy_id)
        before, remedy.owner = remedy.owner, owner
        return _save(remedy, "remedy_taken", staff, at, owner=owner, owner_before=before)


def finish_remedy(*, remedy_id: int, note: str, staff: Staff, at: datetime) -> Remedy:
    """Note what was done. Raises Refused without a note, when it is over, and for other roles."""
    require(staff, REMEDY)
    told = reason_given(note)
    with transaction.atomic():
        remedy = _open(remedy_id)
        remedy.done_at, remedy.ended_by, remedy.note = at, staff.username, told
        return _save(remedy, "remedy_done", staff, at)


def waive_remedy(*, remedy_id: int, reason: str, staff: Staff, at: datetime) -> Remedy:
    """Leave a task undone for a reason. Raises Refused without one, and for other roles."""
    require(staff, WAIVE)
    because = reason_given(reason)
    with transaction.atomic():
        remedy = _open(remedy_id)
        remedy.waived_at, remedy.ended_by, remedy.note = at, staff.username, because
        return _save(remedy, "remedy_waived", staff, at)


def _open(remedy_id: int) -> Remedy:
    remedy = Remedy.objects.select_for_update().filter(pk=remedy_id).first()
    if remedy is None:
        raise Refused(Text("There is no such task.", "没有这项补救任务。"))
    if remedy.done_at or remedy.waived_at:
        raise Refused(Text("This task is over already.", "该补救任务已办结。"))
    if remedy.withdrawn_at:
        raise Refused(Text("The finding no longer asks for this task.", "该任务已随判定结果撤销。"))
    return remedy


def _save(remedy: Remedy, action: str, staff: Staff, at: datetime, **details: str) -> Remedy:
    remedy.journal_entry = record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"remedy:{remedy.pk}",
        customer_id=remedy.customer_id,
        details={"kind": remedy.kind, "finding": remedy.finding_id, **details},
    )
    remedy.save()
    return remedy
