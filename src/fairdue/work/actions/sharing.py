"""Moving work between people: a lead's reallocation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff, Team
from fairdue.people.rules import may, require
from fairdue.training.queries import require_certificate
from fairdue.work.actions.letting_go import let_go
from fairdue.work.actions.needs import settle_needs
from fairdue.work.models import Ending, QueueItem, QueueState
from fairdue.work.queries import off_on, zone


def reallocate(
    *, item_ids: Sequence[int], to: Staff | Team, reason: str, staff: Staff, at: datetime
) -> int:
    """Give waiting and taken cases to a person or a team; gives how many were moved.

    For leads, with a reason; journalled case by case. A case in someone's hand is taken out of
    it. Cases that are done stay where they are. Raises Refused for a person who is off that day.
    """
    require(staff, "reallocate")
    because = reason.strip()
    if not because:
        raise Refused(Text("Say why; the reason is kept.", "请填写原因,原因将被留存。"))
    to_staff, to_team = _target(to, at)
    with transaction.atomic():
        items = list(
            QueueItem.objects.select_for_update(of=("self",))
            .select_related("case")
            .filter(pk__in=item_ids)
            .exclude(state=QueueState.DONE)
            .order_by("pk")
        )
        for item in items:
            if item.state == QueueState.TAKEN:
                let_go(item, Ending.REALLOCATED, at, state=QueueState.WAITING)
            record(
                actor=staff.username,
                action="case_reallocated",
                at=at,
                subject=f"case:{item.case_id}",
                customer_id=item.case.customer_id,
                details={
                    "from_team": item.team_id,
                    "from_staff": item.assigned_to_id,
                    "to_team": to_team.pk,
                    "to_staff": to_staff.pk if to_staff else None,
                    "reason": because[:200],
                },
            )
        moved = [item.pk for item in items]
        QueueItem.objects.filter(pk__in=moved).update(assigned_to=to_staff, team=to_team)
        settle_needs(at, to_team.pk)
    return len(moved)


def _target(to: Staff | Team, at: datetime) -> tuple[Staff | None, Team]:
    if isinstance(to, Team):
        return None, to
    if to.team is None or not may(to, "work_case"):
        name = to.display_name
        raise Refused(
            Text(
                f"{name} can't work cases: they need a team and a collector's or lead's role.",
                f"{name}无法处理案件:须有所属小组,且角色为催收员或主管。",
            )
        )
    require_certificate(to, at, name=to.display_name)
    if off_on([to.pk], local_day(at, zone()), known_at=at):
        name = to.display_name
        raise Refused(
            Text(
                f"{name} is off today; give the cases to somebody on duty, or to the team.",
                f"{name}今日不在岗，请分派给在岗同事或小组。",
            )
        )
    return to, to.team
