"""Looks at a record again and names the next day to do so."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.actions.recording import enter, lock_facts, review_day
from fairdue.compliance.models import (
    Complaint,
    Consent,
    ContactRequest,
    Dispute,
    Hold,
    Mark,
)
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require

REVIEWED: dict[str, type[Hold | Mark | Consent | ContactRequest | Dispute | Complaint]] = {
    "hold": Hold,
    "mark": Mark,
    "consent": Consent,
    "request": ContactRequest,
    "dispute": Dispute,
    "complaint": Complaint,
}

TAKEN_EXPRESSLY = ("dispute", "complaint")
"""What gets an owner by being taken, with a journal entry of its own."""


def review(
    *, kind: str, record_id: int, next_on: date, reason: str, staff: Staff, at: datetime
) -> None:
    """Note that a record was looked at and stays as it is, until it is looked at again.

    A hold, mark, consent or request that has no owner gets the one who looked.
    Raises Refused without a reason, for a record that doesn't exist, a day that is not to come,
    and for a role that may not.
    """
    require(staff, "review_records")
    because = reason_given(reason)
    model = REVIEWED.get(kind)
    row = model._default_manager.filter(pk=record_id).first() if model else None
    if row is None:
        raise Refused(Text("There is no such record.", "没有这条记录。"))
    with transaction.atomic():
        lock_facts(row.customer_id)
        row.refresh_from_db()
        row.review_on = review_day(kind, next_on, at)
        row.journal_entry = enter(
            customer_id=row.customer_id,
            action="record_reviewed",
            subject=f"{kind}:{row.pk}",
            staff=staff,
            at=at,
            details={"review_on": row.review_on.isoformat(), "reason": because},
        )
        if kind not in TAKEN_EXPRESSLY and not row.owner:
            row.owner = staff.username
        row.save(update_fields=["review_on", "owner", "journal_entry"])
