"""The check of the journal as a job, asked for from the browser."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from fairdue.journal.auditing import audit_and_record

NAME = "journal.check"


def ask_for_check(*, since: date | None, by: str, at: datetime) -> bool:
    """Have a worker check the journal from the day `since`; False when one is asked for already."""
    if is_under_way():
        return False
    try:
        with transaction.atomic():
            check.configure(queueing_lock=NAME, lock=NAME).defer(
                since=str(since or ""), by=by, at=at.isoformat()
            )
    except AlreadyEnqueued:
        return False
    return True


def is_under_way() -> bool:
    """A check waits for the worker, or runs."""
    return ProcrastinateJob.objects.filter(task_name=NAME, status__in=("todo", "doing")).exists()


@app.task(name=NAME)
def check(*, since: str, by: str, at: str) -> None:
    """Check, and leave the result in the journal."""
    audit_and_record(
        since=date.fromisoformat(since) if since else None,
        actor=by,
        at=datetime.fromisoformat(at),
    )
