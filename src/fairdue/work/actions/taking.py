"""Taking cases and letting them go. No case is ever given to two people."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from fairdue.delinquency.models import Case
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.training.queries import require_certificate
from fairdue.work import queries
from fairdue.work.actions.letting_go import let_go, release_stale_by_the_minute
from fairdue.work.models import Callback, Ending, Note, QueueItem, QueueState, Stint


class AlreadyTaken(Refused):
    """A colleague has the case in hand; the text names them."""

    def __init__(self, holder: Staff) -> None:
        name = holder.display_name
        super().__init__(Text(f"{name} is working on this case.", f"{name}正在处理此案件。"))
        self.holder = holder


FIRST_FREE = ", ".join(
    f"(SELECT item.id {found} LIMIT 1 FOR UPDATE OF item SKIP LOCKED)"
    for found in queries.IN_ORDER.values()
)
CLAIM = f"""
UPDATE work_queueitem SET state = 'taken', taken_by_id = %(staff)s, taken_at = %(at)s,
                          done_at = NULL
WHERE id = coalesce({FIRST_FREE})
RETURNING id
"""
"""Locks and takes the first free item in one statement."""


def take_next(*, staff: Staff, at: datetime) -> QueueItem | None:
    """Give this person the next case, or None when nothing waits for them.

    One's own callbacks that are due come first, then what a lead assigned, then the team's queue
    by priority. Someone with a case in hand gets that one again. Rows that others are taking at
    this instant are passed over, so nobody waits and nobody gets the same.
    """
    return queries.taken(staff) or claim_next(staff=staff, at=at)


def claim_next(*, staff: Staff, at: datetime) -> QueueItem | None:
    """As `take_next`, for someone known to have nothing in hand: that isn't looked up again.

    Once a minute, cases that others left too long go back to the queue before. Raises NotCertified
    for whose certificate doesn't count, before it is told whether anything waits. Nothing comes to
    whose hours are used up, nor while the desk rests (`queries.working_day` tells).
    """
    require(staff, "work_case")
    require_certificate(staff, at)
    if queries.working_day(staff, at).stops:
        return None
    release_stale_by_the_minute(at)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CLAIM, {"staff": staff.pk, "team": staff.team_id, "at": at})
            if cursor.fetchone() is None:
                return None
    except IntegrityError:
        pass  # a second click of the same person was quicker; theirs is in hand now
    return queries.taken(staff)


def take_case(
    *, case_id: int, staff: Staff, at: datetime, already_speaking: bool = False
) -> QueueItem:
    """Take one particular case, putting back what this person had in hand.

    A case without a place in the queue gets one in the person's team. Raises AlreadyTaken when a
    colleague has it, Refused when it is closed, the person has no team or isn't certified, and
    where no case comes from the queue either: hours are used up, or the desk rests. Those don't
    hold for a case one has in hand, nor where one is `already_speaking` with its customer.
    """
    require(staff, "work_case")
    require_certificate(staff, at)
    if not already_speaking:
        _refuse_after_hours(case_id, staff, at)
    with transaction.atomic():
        held = QueueItem.objects.select_for_update().filter(state=QueueState.TAKEN, taken_by=staff)
        for other in held.exclude(case_id=case_id):
            let_go(other, Ending.PUT_BACK, at, state=QueueState.WAITING)
        item = _item_to_take(case_id, staff, at)
        if item.state != QueueState.TAKEN:
            item.state, item.taken_by, item.taken_at = QueueState.TAKEN, staff, at
            item.done_at = None
            item.save(update_fields=["state", "taken_by", "taken_at", "done_at"])
        elif item.taken_by_id != staff.pk and item.taken_by is not None:
            raise AlreadyTaken(item.taken_by)
    return item


def _refuse_after_hours(case_id: int, staff: Staff, at: datetime) -> None:
    stops = queries.working_day(staff, at).stops
    if stops and not QueueItem.objects.filter(case_id=case_id, taken_by=staff).exists():
        raise Refused(
            Text(
                "Your hours for today are used up, or the desk rests now. Leave the case to a "
                "colleague, or take it tomorrow.",
                "今日工时已满，或当前不在作业时段。请交由同事处理，或次日再领取。",
            )
        )


def _item_to_take(case_id: int, staff: Staff, at: datetime) -> QueueItem:
    case = Case.objects.filter(pk=case_id).first()
    if case is None or case.closed_on is not None:
        raise Refused(Text("This case is not open any more.", "此案件已结案。"))
    if staff.team_id is None:
        raise Refused(
            Text("You belong to no team; ask an administrator.", "您未加入任何小组,请联系管理员。")
        )
    QueueItem.objects.bulk_create(
        [
            QueueItem(
                case=case,
                team_id=staff.team_id,
                treatment="call",
                priority=0,
                state=QueueState.WAITING,
                available_at=at,
                as_of=case.as_of,
            )
        ],
        ignore_conflicts=True,
    )
    return (
        QueueItem.objects.select_for_update(of=("self",))
        .select_related("taken_by")
        .get(case_id=case_id)
    )


def finish(
    *, item_id: int, staff: Staff, at: datetime, next_at: datetime | None = None
) -> QueueItem:
    """End one's work on a case for now; it comes back at `next_at` or at its next callback.

    Closes the person's open notes on it and their callbacks that are due. Raises Refused when it
    is not in this person's hand.
    """
    with transaction.atomic():
        item = _in_hand(item_id, staff)
        due = queries.open_callbacks().filter(case_id=item.case_id, due_at__lte=at)
        due.update(done_at=at)
        coming = queries.open_callbacks().filter(case_id=item.case_id).order_by("due_at").first()
        moments = [moment for moment in (next_at, coming.due_at if coming else None) if moment]
        item.follow_up_at = min(moments, default=None)
        state = QueueState.WAITING if moments else QueueState.DONE
        let_go(item, Ending.FINISHED, at, state=state)
    return item


def put_back(
    *, item_id: int, staff: Staff, at: datetime, next_at: datetime | None = None
) -> QueueItem:
    """Give a case in hand back to the queue, unworked, available again from `next_at`.

    Without one it is available at once, or from the follow-up fixed before. Raises Refused when
    it is not in this person's hand.
    """
    with transaction.atomic():
        item = _in_hand(item_id, staff)
        item.follow_up_at = next_at or item.follow_up_at
        let_go(item, Ending.PUT_BACK, at, state=QueueState.WAITING)
    return item


def resume(*, case_id: int, staff: Staff, at: datetime) -> QueueItem:
    """Undo finishing or putting back a case just now: it is in hand again as if never let go.

    The stint doesn't count, notes it closed are open and callbacks it did are due again; a case
    taken since is put back. For undoing within the policy's seconds, which the caller checks.
    Raises AlreadyTaken when a colleague was quicker.
    """
    with transaction.atomic():
        item = take_case(case_id=case_id, staff=staff, at=at, already_speaking=True)
        last = Stint.objects.filter(case_id=case_id, staff=staff).order_by("-id").first()
        if last is not None:
            Note.objects.filter(case_id=case_id, written_by=staff, closed_at=last.ended_at).update(
                closed_at=None
            )
            Callback.objects.filter(case_id=case_id, done_at=last.ended_at).update(done_at=None)
            item.taken_at = last.started_at
            item.save(update_fields=["taken_at"])
            last.delete()
    return item


def _in_hand(item_id: int, staff: Staff) -> QueueItem:
    item = QueueItem.objects.select_for_update().filter(pk=item_id).first()
    if item is None or item.state != QueueState.TAKEN or item.taken_by_id != staff.pk:
        raise Refused(Text("This case is no longer in your hands.", "此案件已不在您手中。"))
    return item
