"""Time to recover, and which cases are hard: what other rooms tell the queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.work.models import QueueItem, QueueState, Respite, RespiteKind


def give_respite(*, staff: Staff, kind: RespiteKind, minutes: int, at: datetime) -> Respite | None:
    """Let somebody recover from `at` on, for at least so many minutes; None where that is none.

    One that stands is taken over: its kind is what was chosen last, it ends at the later moment.
    """
    until = at + timedelta(minutes=minutes)
    with transaction.atomic():
        standing = Respite.objects.select_for_update().filter(staff=staff, until__gt=at)
        respite = standing.order_by("-until").first()
        if respite is None:
            if minutes <= 0:
                return None
            return Respite.objects.create(staff=staff, kind=kind, starts_at=at, until=until)
        respite.kind, respite.until = kind, max(respite.until, until)
        respite.save(update_fields=["kind", "until"])
    return respite


def end_respite(*, staff: Staff, at: datetime) -> None:
    """End what this person is in; what was taken until now still counts for the target."""
    Respite.objects.filter(staff=staff, starts_at__lte=at, until__gt=at).update(until=at)


SET_HARDNESS = """
UPDATE work_queueitem AS item SET hardness = coalesce(given.points, 0)
FROM work_queueitem AS known
LEFT JOIN unnest(%(cases)s::bigint[], %(points)s::smallint[]) AS given (case_id, points)
  ON given.case_id = known.case_id
WHERE known.id = item.id AND item.hardness <> coalesce(given.points, 0)
"""


def set_hardness(points_by_case: Mapping[int, int]) -> int:
    """Say which of all queued cases are hard, by points; the others aren't. Gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            SET_HARDNESS,
            {"cases": list(points_by_case), "points": list(points_by_case.values())},
        )
        return int(cursor.rowcount)


def give_by_name(
    *, case_id: int, to: Staff | None, points: int, not_before: datetime | None = None
) -> bool:
    """Have a case that nobody holds wait for one person, or for a lead where `to` is None.

    `not_before` lets it rest until then. The caller keeps the record of it. False where somebody
    holds it or it has no place in the queue. Raises Refused for a person without a team.
    """
    if to is not None and to.team_id is None:
        name = to.display_name
        raise Refused(Text(f"{name} belongs to no team.", f"{name}未加入任何小组。"))
    with transaction.atomic():
        item = (
            QueueItem.objects.select_for_update()
            .filter(case_id=case_id)
            .exclude(state=QueueState.TAKEN)
            .first()
        )
        if item is None:
            return False
        item.state, item.assigned_to, item.hardness = QueueState.WAITING, to, points
        item.done_at = None
        if to is not None and to.team_id is not None:
            item.team_id = to.team_id
        if not_before is not None:
            item.follow_up_at = item.available_at = not_before
        item.save()
    return True
