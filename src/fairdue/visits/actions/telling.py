"""What a cardholder tells at the door becomes a record, as after a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from fairdue.compliance import actions as compliance
from fairdue.compliance import queries
from fairdue.compliance.models import (
    ComplaintAbout,
    ComplaintChannel,
    DisputeGround,
    Manner,
    MarkKind,
    RequestKind,
)
from fairdue.contact.models import Channel, Outcome
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation import actions as negotiation
from fairdue.people.models import Staff
from fairdue.visits.models import Visit
from fairdue.visits.rules.record import CARDHOLDER, Record

GROUNDS = {
    Outcome.DISPUTE: DisputeGround.OTHER,
    Outcome.IDENTITY_THEFT: DisputeGround.NOT_MINE,
}
Deed = Callable[[], Any]


def tell(
    *, visit: Visit, record: Record, attempt_id: int | None, told_at: datetime, staff: Staff,
    at: datetime,
) -> list[dict[str, str]]:  # fmt: skip
    """Put on record what was told, each by itself, inside the caller's transaction.

    Gives what could not be: [{what, en, zh}]. The lead sees it beside the record; nothing of the
    record is lost for it.
    """
    untaken = []
    for what, deed in _deeds(visit, record, attempt_id, told_at, staff, at):
        try:
            with transaction.atomic():
                deed()
        except Refused as refused:
            untaken.append({"what": what, **refused.text.as_dict()})
    return untaken


def _deeds(
    visit: Visit,
    record: Record,
    attempt_id: int | None,
    told_at: datetime,
    staff: Staff,
    at: datetime,
) -> Iterator[tuple[str, Deed]]:
    whose, said = visit.customer_id, record.said
    outcome = Outcome(record.outcome)
    if outcome in GROUNDS and not any(each.is_open for each in queries.disputes_of(whose)):
        yield (
            "dispute",
            lambda: compliance.open_dispute(
                customer_id=whose,
                ground=GROUNDS[outcome],
                statement=said,
                manner=Manner.ORAL,
                received_at=told_at,
                staff=staff,
                at=at,
            ),
        )
    if outcome in (Outcome.ASKS_TO_STOP, Outcome.REPRESENTATIVE):
        yield "request", lambda: _request(visit, outcome, attempt_id, told_at, staff, at)
    if outcome == Outcome.COMPLAINT:
        yield (
            "complaint",
            lambda: compliance.record_complaint(
                customer_id=whose,
                about=ComplaintAbout.OTHER,
                channel=ComplaintChannel.VISIT,
                statement=said,
                received_at=told_at,
                fault=compliance.Fault(attempt_id=attempt_id),
                staff=staff,
                at=at,
            ),
        )
    if outcome in (Outcome.ABUSE, Outcome.VULNERABILITY, Outcome.HARDSHIP):
        yield (
            "mark",
            lambda: compliance.raise_mark(
                customer_id=whose,
                kind=MarkKind(str(outcome)),
                note=said,
                since=told_at,
                staff=staff,
                at=at,
            ),
        )
    yield from _of_money(visit, record, told_at, staff, at)


def _of_money(
    visit: Visit, record: Record, told_at: datetime, staff: Staff, at: datetime
) -> Iterator[tuple[str, Deed]]:
    promised = record.promised
    if promised is not None:
        yield (
            "promise",
            lambda: negotiation.record_promise(
                case_id=visit.case_id,
                amount=Money(promised.amount_minor, promised.currency),
                due_on=promised.on,
                channel=str(Channel.VISIT),
                staff=staff,
                at=at,
            ),
        )
    if record.cause and record.met == CARDHOLDER:
        yield (
            "cause",
            lambda: negotiation.record_cause(
                customer_id=visit.customer_id,
                cause=record.cause,
                said_by="cardholder",
                evidence="self_report",
                said_at=told_at,
                actor=staff,
                at=at,
            ),
        )


def _request(
    visit: Visit,
    outcome: Outcome,
    attempt_id: int | None,
    told_at: datetime,
    staff: Staff,
    at: datetime,
) -> None:
    """Not to come again, or to go through a representative. Already on record: nothing more."""
    stop = outcome == Outcome.ASKS_TO_STOP
    kind = RequestKind.STOP_MEDIUM if stop else RequestKind.REPRESENTATIVE
    channel = str(Channel.VISIT) if stop else ""
    asked = queries.requests_of(visit.customer_id)
    if any(each.kind == kind and each.channel == channel and each.stands_at(at) for each in asked):
        return
    compliance.record_request(
        customer_id=visit.customer_id,
        kind=kind,
        channel=channel,
        reason=f"attempt:{attempt_id}" if attempt_id else f"visit:{visit.pk}",
        manner=Manner.ORAL,
        received_at=told_at,
        staff=staff,
        at=at,
    )
