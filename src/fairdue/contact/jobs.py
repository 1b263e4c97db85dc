"""Judging a customer's past contacts again after a late fact.

Whoever records a fact waits only for the job to be put down. What slips through, and payments,
which come in by the file, are caught up with by the night.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fairdue.contact.actions.rejudging import rejudge
from fairdue.journal.models import Entry

BEGAN = {
    "hold_placed": "starts_at",
    "mark_raised": "since",
    "consent_granted": "granted_at",
    "consent_revoked": "revoked_at",
    "request_recorded": "received_at",
    "request_withdrawn": "withdrawn_at",
    "contact_point_marked_invalid": "since",
}
"""Entries that tell since when their fact is true, and under which name."""

ALWAYS = frozenset({"contact_point_disowned", "contact_point_restored"})
"""Entries whose facts reach back by their nature."""


def is_late(entry: Entry) -> bool:
    """Does an entry record something that was true before it was recorded?"""
    if entry.action in ALWAYS:
        return True
    told = entry.details.get(BEGAN.get(entry.action, ""))
    if told is None:
        return False
    if "T" in told:
        return datetime.fromisoformat(told) < entry.at
    return date.fromisoformat(told) < entry.at.date()


def on_entry(instance: Entry, *, created: bool, **_: Any) -> None:
    """Ask for a customer to be judged again once a late fact about them is stored."""
    if created and instance.customer_id is not None and is_late(instance):
        ask = partial(ask_for_rejudging, instance.customer_id, instance.at)
        transaction.on_commit(ask, robust=True)


def ask_for_rejudging(customer_id: int, at: datetime) -> bool:
    """Have a worker judge a customer's past contacts again; False when one is asked already."""
    try:
        with transaction.atomic():
            rejudge_customer.configure(queueing_lock=f"rejudge:{customer_id}").defer(
                customer_id=customer_id, at=at.isoformat()
            )
    except AlreadyEnqueued:
        return False
    return True


@app.task(name="contact.rejudge")
def rejudge_customer(*, customer_id: int, at: str) -> None:
    """Judge one customer's past contacts again."""
    rejudge(customer_id, at=datetime.fromisoformat(at))
