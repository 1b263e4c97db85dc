"""Puts on record why a customer fell behind."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.actions.recording import sealed_note, somebody
from fairdue.negotiation.models import Cause
from fairdue.negotiation.rules.causes import check_cause
from fairdue.people.actors import Actor
from fairdue.people.rules import require


def record_cause(
    *,
    customer_id: int,
    cause: str,
    said_by: str,
    evidence: str,
    note: str = "",
    actor: Actor,
    at: datetime,
    said_at: datetime | None = None,
) -> Cause:
    """Keep what somebody said of why; the newest stands, earlier ones are kept beside it.

    `cause`, `said_by` and `evidence` are codes of `rules.causes`; the note is sealed and may be
    empty; `said_at` is when it was said, where that was earlier. The journal tells that a cause
    was recorded, by whom it was said and on what evidence, not which one: some are about health.

    Raises Refused for what is not on the list, for an impression presented as the cardholder's
    own words, a moment to come, a note that is too long, and for who may not.
    """
    require(actor, "record_cause", customer_id)
    check_cause(cause, said_by, evidence, role=actor.role)
    if said_at is not None and said_at > at:
        raise Refused(Text("This moment is still to come.", "该时间尚未到来。"))
    somebody(customer_id)
    with transaction.atomic():
        entry = record(
            actor=actor.username,
            action="cause_recorded",
            at=at,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            details={"said_by": said_by, "evidence": evidence},
        )
        return Cause.objects.create(
            customer_id=customer_id,
            cause=cause,
            said_by=said_by,
            evidence=evidence,
            note_sealed=sealed_note(note),
            said_at=said_at or at,
            recorded_by=actor.username,
            recorded_at=at,
            journal_entry=entry,
        )
