"""Gives a visit its outcome: in its own state, and as a contact under its permit."""

from __future__ import annotations

from datetime import datetime

from fairdue.contact.actions import Contact, record_visit_outcome, use_permit
from fairdue.contact.models import Attempt, Channel, Permit
from fairdue.journal.actions import record as enter
from fairdue.people.models import Staff
from fairdue.visits.models import Conflict, Visit, VisitRecord, VisitState
from fairdue.visits.rules.record import CARDHOLDER
from fairdue.visits.rules.states import must_visit_become

REFUSES = frozenset({"refuses", "asks_to_stop"})
VISITORS = 2


def state_of(outcome: str, met: str) -> VisitState:
    """What a visit becomes by its outcome: a refusal is one, and so is meeting nobody."""
    if met != CARDHOLDER:
        return VisitState.NOT_MET
    return VisitState.REFUSED if outcome in REFUSES else VisitState.MADE


def end_visit(
    *,
    visit: Visit,
    record: VisitRecord,
    met: str,
    arrived_at: datetime,
    staff: Staff,
    at: datetime,
) -> None:
    """Give a locked visit the outcome of its record, inside the caller's transaction.

    The contact is dated when the team arrived, which is what rules judge it by; what is learned
    later is for judging again. Where no permit served at that moment there is no contact to be
    counted, and the record says so. Raises Refused for a visit that has its outcome already.
    """
    to = state_of(record.outcome, met)
    must_visit_become(visit.state, to)
    record.attempt = _contact(visit, record, arrived_at, staff, at)
    if record.attempt is None:
        record.conflicts = [*record.conflicts, str(Conflict.NO_PERMIT)]
    record.save(update_fields=["attempt", "conflicts"])
    visit.journal_entry = enter(
        actor=staff.username,
        action="visit_ended",
        at=at,
        subject=f"visit:{visit.pk}",
        customer_id=visit.customer_id,
        details={
            "state": str(to),
            "record": record.pk,
            "outcome": record.outcome,
            "attempt": record.attempt_id,
            "conflicts": record.conflicts,
        },
    )
    visit.state, visit.ended_at = to, record.at
    visit.save(update_fields=["state", "ended_at", "journal_entry"])


def _contact(
    visit: Visit, record: VisitRecord, arrived_at: datetime, staff: Staff, at: datetime
) -> Attempt | None:
    """The contact under the visit's permit; None where it has none, or none served then."""
    permit = visit.permit
    if permit is None or not _serves(permit, arrived_at):
        return None
    if Attempt.objects.filter(permit=permit).exists():
        return None
    contact = Contact(
        case_id=visit.case_id,
        contact_point_id=visit.address_id,
        channel=Channel.VISIT,
        visitors=VISITORS,
    )
    attempt = use_permit(permit_id=permit.pk, contact=contact, actor=permit.asked_by, at=arrived_at)
    return record_visit_outcome(
        attempt, record.outcome, staff=staff, at=at, details={"visit": visit.pk}
    )


def _serves(permit: Permit, at: datetime) -> bool:
    begins = permit.serves_from or permit.asked_at
    return permit.granted and permit.expires_at is not None and begins <= at < permit.expires_at
