"""Taking cases out of people's hands: the one way it is done, and when it is done for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from fairdue.work import queries
from fairdue.work.actions.mentions import tell_mentioned
from fairdue.work.models import Ending, Note, QueueItem, QueueState, Stint

A_MINUTE = timedelta(minutes=1)
SWEPT: dict[str, datetime] = {}
"""When this process last looked for cases left too long, under "at"."""


def let_go(item: QueueItem, ending: Ending, at: datetime, *, state: QueueState) -> None:
    """Take an item out of someone's hand and keep how long it was there."""
    if item.taken_by_id is None or item.taken_at is None:
        raise ValueError(f"queue item {item.pk} is in nobody's hand")
    Stint.objects.create(
        case_id=item.case_id,
        staff_id=item.taken_by_id,
        started_at=item.taken_at,
        ended_at=at,
        ending=ending,
    )
    _close_notes(item.case_id, item.taken_by_id, at)
    item.state, item.taken_by, item.taken_at = state, None, None
    if ending == Ending.FINISHED:
        item.done_at = at
    item.available_at = item.follow_up_at or item.available_at
    item.save(
        update_fields=["state", "taken_by", "taken_at", "done_at", "available_at", "follow_up_at"]
    )


def _close_notes(case_id: int, staff_id: int, at: datetime) -> None:
    """Close what the person wrote, and tell whom they mentioned."""
    mine = Note.objects.filter(case_id=case_id, written_by_id=staff_id, closed_at=None)
    notes = list(mine.select_related("written_by"))
    if notes:
        mine.update(closed_at=at)
        tell_mentioned(notes, at)


def release_stale(at: datetime) -> int:
    """Put back cases held longer than policy allows; gives how many."""
    minutes = int(queries.policy("stale_minutes", at).value)
    with transaction.atomic():
        stale = QueueItem.objects.select_for_update(skip_locked=True).filter(
            state=QueueState.TAKEN, taken_at__lte=at - timedelta(minutes=minutes)
        )
        items = list(stale)
        for item in items:
            let_go(item, Ending.RELEASED, at, state=QueueState.WAITING)
    return len(items)


def release_stale_by_the_minute(at: datetime) -> int:
    """As `release_stale`, but this process looks once a minute at most; gives how many."""
    last = SWEPT.get("at")
    if last is not None and abs(at - last) < A_MINUTE:
        return 0
    SWEPT["at"] = at
    return release_stale(at)


def release_closed(at: datetime) -> int:
    """Take closed cases out of people's hands, as nothing is left to collect; gives how many.

    A call that is open on one keeps waiting for its outcome.
    """
    with transaction.atomic():
        closed = QueueItem.objects.select_for_update(of=("self",)).filter(
            state=QueueState.TAKEN, case__closed_on__isnull=False
        )
        items = list(closed)
        for item in items:
            let_go(item, Ending.CLOSED, at, state=QueueState.WAITING)
    return len(items)
