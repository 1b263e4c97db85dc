"""The check of the journal as a job, asked for from the browser."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from fairdue.journal.auditing import audit_and_record

NAME = "journal.check"
HEARTBEAT = timedelta(seconds=60)
"""A worker tells more often than this that it is alive."""


def ask_for_check(*, since: date | None, by: str, at: datetime) -> bool:
    """Have a worker check the journal from the day `since`; False when one is asked for already."""
    if is_under_way():
        return False
    try:
        with transaction.atomic():
            check.configure(queueing_lock=NAME).defer(
                since=str(since or ""), by=by, at=at.isoformat()
            )
    except AlreadyEnqueued:
        return False
    return True


def is_under_way() -> bool:
    """A check waits for a worker, or runs in one that is alive."""
    alive = Q(worker__last_heartbeat__gte=Now() - HEARTBEAT)
    return ProcrastinateJob.objects.filter(
        Q(status="todo") | Q(status="doing") & alive, task_name=NAME
    ).exists()


@app.task(name=NAME)
def check(*, since: str, by: str, at: str) -> None:
    """Check, and leave the result in the journal."""
    audit_and_record(
        since=date.fromisoformat(since) if since else None,
        actor=by,
        at=datetime.fromisoformat(at),
    )
