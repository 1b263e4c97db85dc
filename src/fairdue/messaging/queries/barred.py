"""What came on record between a message's permit and its turn."""

from __future__ import annotations

from datetime import datetime

from fairdue.compliance import queries as compliance
from fairdue.compliance.models import OF_RECORDS
from fairdue.contact.models import Attempt
from fairdue.messaging.queries.policy import zone


def barred_since(attempt: Attempt, version: int, at: datetime) -> bool:
    """Did the person ask us to stop, or did a hold come, after this attempt was permitted?

    `version` is `facts_version` of the customer, which tells for nearly all that nothing came.
    Whatever the permit let through, as a reminder during an agreement, is not held back by what it
    knew.
    """
    if version <= attempt.permit.journal_entry_id:
        return False
    now = compliance.circumstances(attempt.customer_id, at)
    where = (str(attempt.channel), attempt.contact_point_id, zone())
    if any(request.bars(at, *where) for request in now.requests):
        return True
    before = compliance.circumstances(attempt.customer_id, at, attempt.permit.asked_at)
    known = {hold.id for hold in before.holds}
    return any(
        hold.in_force(at) and hold.id not in known and hold.kind not in OF_RECORDS
        for hold in now.holds
    )
