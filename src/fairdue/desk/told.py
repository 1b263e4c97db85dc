"""What a customer tells us in a call becomes a record: a dispute, a request, a complaint.

Each stops or narrows contact by itself, and can be taken back with the gesture that made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.compliance import actions as compliance
from fairdue.compliance import queries
from fairdue.compliance.models import (
    ComplaintAbout,
    ComplaintChannel,
    DisputeGround,
    Manner,
    RequestKind,
)
from fairdue.contact.models import Outcome
from fairdue.people.models import Staff

GROUNDS = {
    Outcome.DISPUTE: DisputeGround.OTHER,
    Outcome.IDENTITY_THEFT: DisputeGround.NOT_MINE,
}
"""Outcomes that open a dispute, and what it is about unless the collector says more."""

REQUESTS = {
    Outcome.ASKS_TO_STOP: RequestKind.CEASE,
    Outcome.REPRESENTATIVE: RequestKind.REPRESENTATIVE,
}
"""Outcomes that are a request of the customer's."""

UNDONE = "undone"


@dataclass(slots=True)
class Told:
    """The records that a gesture made."""

    dispute_id: int | None = None
    request_id: int | None = None
    complaint_id: int | None = None


def put_on_record(
    outcome: Outcome,
    *,
    customer_id: int,
    statement: str,
    ground: str,
    attempt_id: int | None,
    staff: Staff,
    at: datetime,
) -> Told:
    """Record what an outcome says, unless the same is on record and open already.

    `statement` is what the customer said, sealed where it is kept; `ground` what a dispute is
    about, "" for what the outcome says.
    """
    told = Told()
    reason = f"attempt:{attempt_id}" if attempt_id else f"outcome:{outcome}"
    if outcome in GROUNDS and not _disputes(customer_id):
        told.dispute_id = compliance.open_dispute(
            customer_id=customer_id,
            ground=ground or GROUNDS[outcome],
            statement=statement,
            manner=Manner.ORAL,
            staff=staff,
            at=at,
        ).pk
    if outcome in REQUESTS and not _asked(customer_id, REQUESTS[outcome], at):
        told.request_id = compliance.record_request(
            customer_id=customer_id,
            kind=REQUESTS[outcome],
            reason=reason,
            manner=Manner.ORAL,
            staff=staff,
            at=at,
        ).pk
    if outcome == Outcome.COMPLAINT:
        told.complaint_id = compliance.record_complaint(
            customer_id=customer_id,
            about=ComplaintAbout.OTHER,
            channel=ComplaintChannel.CALL,
            statement=statement,
            fault=compliance.Fault(attempt_id=attempt_id),
            staff=staff,
            at=at,
        ).pk
    return told


def take_back(told: Told, *, staff: Staff, at: datetime) -> None:
    """Withdraw what was recorded, for undoing within seconds. Raises Refused once taken on."""
    if told.dispute_id is not None:
        compliance.withdraw_dispute(
            dispute_id=told.dispute_id, reason=UNDONE, staff=staff, at=at, undoing=True
        )
    if told.request_id is not None:
        compliance.withdraw_request(
            request_id=told.request_id, reason=UNDONE, staff=staff, at=at, undoing=True
        )
    if told.complaint_id is not None:
        compliance.withdraw_complaint(
            complaint_id=told.complaint_id, reason=UNDONE, staff=staff, at=at, undoing=True
        )


def _disputes(customer_id: int) -> bool:
    return any(each.is_open for each in queries.disputes_of(customer_id))


def _asked(customer_id: int, kind: RequestKind, at: datetime) -> bool:
    asked = queries.requests_of(customer_id)
    return any(each.kind == kind and each.stands_at(at) for each in asked)
