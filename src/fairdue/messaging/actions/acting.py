"""What follows from an answer, put on record: each by the room that owns such records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from fairdue.compliance import actions as compliance
from fairdue.compliance import queries as on_record
from fairdue.compliance.models import (
    ComplaintAbout,
    ComplaintChannel,
    ConsentKind,
    HoldKind,
    Manner,
    MarkKind,
    Place,
    RequestKind,
)
from fairdue.contact.models import Channel
from fairdue.messaging.queries.policy import ANSWERS
from fairdue.messaging.rules.answers import EVERY, Does, Step
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.portfolio.actions import disown_contact_point, mark_contact_point

TELEPHONE = frozenset({Channel.CALL, Channel.SMS})
"""Where consent to automatic calls and texts goes with the channel: 47 CFR 64.1200(a)(10)."""
COMPLAINED_BY: dict[str, ComplaintChannel] = {
    Channel.EMAIL: ComplaintChannel.EMAIL,
    Channel.SMS: ComplaintChannel.ONLINE,
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record comes from: an inbound message, and whose it is."""

    inbound_id: int
    customer_id: int
    contact_point_id: int | None
    came_by: str
    words: str
    read_on: date
    """When somebody looks at what is in doubt."""

    @property
    def reason(self) -> str:
        """Where it can be read, without a word of it."""
        return f"inbound:{self.inbound_id}"


def perform(step: Step, source: Source, *, staff: Actor, at: datetime) -> str:
    """Do one thing and name the record, as request:12; "" where the same stood already.

    Inside the caller's transaction. Raises Refused as the room that is asked does.
    """
    return PERFORM[step.does](step, source, staff, at)


def revoke_consents(
    customer_id: int, channel: str, *, reason: str, staff: Actor, at: datetime
) -> None:
    """Whoever stops a channel takes back what they allowed of it."""
    for consent in on_record.consents_of(customer_id):
        channels = consent.kind == ConsentKind.CHANNEL and consent.channel == channel
        automatic = consent.kind == ConsentKind.AUTOMATED and channel in TELEPHONE
        if (channels or automatic) and consent.stands_at(at):
            compliance.revoke_consent(consent_id=consent.id, reason=reason, staff=staff, at=at)


def undo(record: str, *, reason: str, staff: Staff, at: datetime) -> None:
    """Take back what was done wrongly, with a reason. Consents that were revoked stay so.

    What ended meanwhile is left as it is. Raises Refused for a role that may not.
    """
    kind, _colon, number = record.partition(":")
    if not number:
        return
    if kind == "mark":
        _clear(int(number), reason, staff, at)
    else:
        UNDO[kind](int(number), reason, staff, at)


def _stop(step: Step, source: Source, staff: Actor, at: datetime) -> str:
    revoke_consents(source.customer_id, step.channel, reason=source.reason, staff=staff, at=at)
    return _request(RequestKind.STOP_MEDIUM, source, staff, at, channel=step.channel)


def _suspend(step: Step, source: Source, staff: Actor, at: datetime) -> str:
    reason = f"{ANSWERS}: {source.reason}"
    if step.channel != EVERY:
        asked = compliance.record_request(
            customer_id=source.customer_id,
            kind=RequestKind.STOP_MEDIUM,
            channel=step.channel,
            manner=Manner.ELECTRONIC,
            reason=reason,
            review_on=source.read_on,
            staff=staff,
            at=at,
        )
        return f"request:{asked.pk}"
    hold = compliance.place_hold_of_record(
        customer_id=source.customer_id,
        kind=HoldKind.MANUAL,
        reason=reason,
        cause=source.reason,
        review_on=source.read_on,
        staff=staff,
        at=at,
    )
    return f"hold:{hold.pk}"


def _cease(_step: Step, source: Source, staff: Actor, at: datetime) -> str:
    return _request(RequestKind.CEASE, source, staff, at)


def _represented(_step: Step, source: Source, staff: Actor, at: datetime) -> str:
    return _request(RequestKind.REPRESENTATIVE, source, staff, at)


def _not_at_work(step: Step, source: Source, staff: Actor, at: datetime) -> str:
    """Until somebody says which number is there, the whole channel stops."""
    return _request(RequestKind.NOT_AT_WORK, source, staff, at, channel=step.channel)


def _not_there(step: Step, source: Source, staff: Actor, at: datetime) -> str:
    return _request(
        RequestKind.INCONVENIENT_PLACE, source, staff, at, channel=step.channel, place=Place.OTHER
    )


def _request(
    kind: RequestKind,
    source: Source,
    staff: Actor,
    at: datetime,
    *,
    channel: str = "",
    place: str = "",
) -> str:
    """A request of its own for every answer: another may turn out to be a mistake."""
    asked = compliance.record_request(
        customer_id=source.customer_id,
        kind=kind,
        channel=channel,
        place=place,
        manner=Manner.ELECTRONIC,
        reason=source.reason,
        staff=staff,
        at=at,
    )
    return f"request:{asked.pk}"


def _disown(step: Step, source: Source, staff: Actor, at: datetime) -> str:
    if source.contact_point_id is None:
        return _suspend(Step(Does.SUSPEND, source.came_by), source, staff, at)
    disown_contact_point(contact_point_id=source.contact_point_id, staff=staff, at=at)
    return f"contact_point:{source.contact_point_id}"


def _dispute(step: Step, source: Source, staff: Actor, at: datetime) -> str:
    if any(each.is_open for each in on_record.disputes_of(source.customer_id)):
        return ""
    dispute = compliance.open_dispute(
        customer_id=source.customer_id,
        ground=step.ground,
        statement=source.words,
        manner=Manner.ELECTRONIC,
        staff=staff,
        at=at,
    )
    return f"dispute:{dispute.pk}"


def _complaint(_step: Step, source: Source, staff: Actor, at: datetime) -> str:
    complaint = compliance.record_complaint(
        customer_id=source.customer_id,
        about=ComplaintAbout.OTHER,
        channel=COMPLAINED_BY[source.came_by],
        statement=source.words,
        staff=staff,
        at=at,
    )
    return f"complaint:{complaint.pk}"


def _mark(kind: MarkKind) -> Callable[[Step, Source, Actor, datetime], str]:
    def raised(_step: Step, source: Source, staff: Actor, at: datetime) -> str:
        known = on_record.marks_of(source.customer_id)
        if any(mark.kind == kind and mark.stands_at(at) for mark in known):
            return ""
        mark = compliance.raise_mark(
            customer_id=source.customer_id,
            kind=kind,
            note=source.words,
            reason=source.reason,
            staff=staff,
            at=at,
        )
        return f"mark:{mark.pk}"

    return raised


def _deceased(_step: Step, source: Source, staff: Actor, at: datetime) -> str:
    hold = compliance.place_hold_of_record(
        customer_id=source.customer_id,
        kind=HoldKind.DECEASED,
        reason=source.reason,
        cause=source.reason,
        review_on=source.read_on,
        staff=staff,
        at=at,
    )
    return f"hold:{hold.pk}"


PERFORM: dict[Does, Callable[[Step, Source, Actor, datetime], str]] = {
    Does.STOP_MEDIUM: _stop,
    Does.SUSPEND: _suspend,
    Does.CEASE: _cease,
    Does.REPRESENTATIVE: _represented,
    Does.NOT_AT_WORK: _not_at_work,
    Does.OTHER_PLACE: _not_there,
    Does.DISOWN: _disown,
    Does.DISPUTE: _dispute,
    Does.COMPLAINT: _complaint,
    Does.HARDSHIP: _mark(MarkKind.HARDSHIP),
    Does.VULNERABILITY: _mark(MarkKind.VULNERABILITY),
    Does.DECEASED: _deceased,
}


def _clear(mark_id: int, reason: str, staff: Staff, at: datetime) -> None:
    compliance.clear_mark(mark_id=mark_id, staff=staff, at=at)
    compliance.release_holds_caused_by(cause=f"mark:{mark_id}", reason=reason, staff=staff, at=at)


def _take_request_back(number: int, reason: str, staff: Staff, at: datetime) -> None:
    compliance.withdraw_request(request_id=number, reason=reason, staff=staff, at=at)


def _release(number: int, reason: str, staff: Staff, at: datetime) -> None:
    compliance.release_hold(hold_id=number, reason=reason, staff=staff, at=at)


def _close_dispute(number: int, reason: str, staff: Staff, at: datetime) -> None:
    compliance.withdraw_dispute(dispute_id=number, reason=reason, staff=staff, at=at)


def _close_complaint(number: int, reason: str, staff: Staff, at: datetime) -> None:
    compliance.withdraw_complaint(complaint_id=number, reason=reason, staff=staff, at=at)


def _own_again(number: int, _reason: str, staff: Staff, at: datetime) -> None:
    mark_contact_point(contact_point_id=number, invalid_since=None, staff=staff, at=at)


UNDO: dict[str, Callable[[int, str, Staff, datetime], None]] = {
    "request": _take_request_back,
    "hold": _release,
    "dispute": _close_dispute,
    "complaint": _close_complaint,
    "contact_point": _own_again,
}
