"""Moments agreed with the customer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.work import queries
from fairdue.work.models import Callback


def schedule_callback(*, case_id: int, due_at: datetime, staff: Staff, at: datetime) -> Callback:
    """Agree a moment to call again. Raises Refused unless it lies in the future."""
    require(staff, "work_case")
    if due_at <= at:
        raise Refused(Text("A callback must lie in the future.", "约定回电时间必须晚于当前时间。"))
    with transaction.atomic():
        case = Case.objects.filter(pk=case_id, closed_on=None).first()
        if case is None:
            raise Refused(Text("This case is not open any more.", "此案件已结案。"))
        callback = Callback.objects.create(case=case, due_at=due_at, made_by=staff, made_at=at)
        record(
            actor=staff.username,
            action="callback_scheduled",
            at=at,
            subject=f"callback:{callback.pk}",
            customer_id=case.customer_id,
            details={"due_at": due_at.isoformat()},
        )
    return callback


def withdraw_callback(*, callback_id: int, staff: Staff, at: datetime) -> Callback:
    """Take an agreed moment back. Raises Refused when it was done or withdrawn already."""
    require(staff, "work_case")
    with transaction.atomic():
        callback = (
            queries.open_callbacks()
            .select_for_update(of=("self",))
            .select_related("case")
            .filter(pk=callback_id)
            .first()
        )
        if callback is None:
            raise Refused(Text("This callback is no longer open.", "该约定回电已结束。"))
        callback.withdrawn_at = at
        callback.save(update_fields=["withdrawn_at"])
        record(
            actor=staff.username,
            action="callback_withdrawn",
            at=at,
            subject=f"callback:{callback.pk}",
            customer_id=callback.case.customer_id,
        )
    return callback
