"""Records and withdraws what a customer asks us to refrain from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

from django.db import transaction

from fairdue.compliance.actions.recording import (
    ends_after,
    enter,
    happened,
    lock_facts,
    next_id,
    own_point,
    owner_of,
    review_day,
    sealed,
)
from fairdue.compliance.models import ContactRequest, Manner, Place, RequestKind
from fairdue.compliance.rules.circumstances import CHANNELS
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require


def record_request(
    *,
    customer_id: int,
    kind: str,
    reason: str,
    staff: Actor,
    at: datetime,
    manner: str = Manner.ORAL,
    channel: str = "",
    contact_point_id: int | None = None,
    weekdays: Collection[int] = (),
    begins: time | None = None,
    ends: time | None = None,
    place: str = "",
    representative: str = "",
    received_at: datetime | None = None,
    ends_at: datetime | None = None,
    review_on: date | None = None,
    owner: str = "",
) -> ContactRequest:
    """Put on record what a customer asked, as received at `received_at` (by default now).

    It counts from its receipt, so contacts made since then are judged again. `reason` says where
    it can be heard or read, without personal data; `representative` is sealed. Raises Refused
    for a kind, channel, point or place that doesn't exist, without a reason, where the kind
    lacks what it is about, for a future receipt, and for a role that may not.
    """
    require(staff, "record_request", customer_id)
    place = Place.WORK if kind == RequestKind.NOT_AT_WORK else place
    _makes_sense(kind, manner, channel, contact_point_id, weekdays, begins, ends, place)
    because = reason_given(reason)
    received = happened(received_at, at)
    ends_after(ends_at, received)
    with transaction.atomic():
        number = next_id(ContactRequest)
        entry = enter(
            customer_id=customer_id,
            action="request_recorded",
            subject=f"request:{number}",
            staff=staff,
            at=at,
            details={
                "kind": kind,
                "channel": channel,
                "contact_point": contact_point_id,
                "received_at": received.isoformat(),
                "ends_at": ends_at.isoformat() if ends_at else None,
                "manner": manner,
            },
        )
        return ContactRequest.objects.create(
            pk=number,
            customer_id=customer_id,
            kind=kind,
            channel=channel,
            contact_point_id=own_point(customer_id, contact_point_id),
            weekdays=sorted(set(weekdays)),
            begins=begins,
            ends=ends,
            place=place,
            representative_sealed=sealed(representative),
            manner=manner,
            reason=because,
            owner=owner_of(owner, staff),
            review_on=review_day("request", review_on, at),
            received_at=received,
            recorded_at=at,
            ends_at=ends_at,
            journal_entry=entry,
        )


def withdraw_request(
    *,
    request_id: int,
    reason: str,
    staff: Actor,
    at: datetime,
    withdrawn_at: datetime | None = None,
    undoing: bool = False,
) -> ContactRequest:
    """Put on record that the customer took a request back, at `withdrawn_at` (by default now).

    `undoing` is for taking one's own gesture back within the policy's seconds, which the caller
    checks; it asks no role of its own. Raises Refused without a reason, for a moment in the
    future or before it was received, when it no longer stands, and for a role that may not.
    """
    asked = ContactRequest.objects.filter(pk=request_id).first()
    if not undoing:
        require(staff, "withdraw_request", asked.customer_id if asked else None)
    because = reason_given(reason)
    with transaction.atomic():
        if asked is None:
            raise Refused(Text("There is no such request.", "没有这项请求。"))
        lock_facts(asked.customer_id)
        asked.refresh_from_db()
        moment = happened(withdrawn_at, at, since=asked.received_at)
        if undoing and asked.owner != staff.username:
            raise Refused(
                Text("This is not a request that you recorded.", "该请求不是由您记录的。")
            )
        if asked.withdrawn_at is not None:
            raise Refused(Text("This request was withdrawn already.", "该请求已撤回。"))
        if asked.ends_at is not None and asked.ends_at <= moment:
            raise Refused(Text("This request had ended by then.", "该请求届时已到期。"))
        asked.journal_entry = enter(
            customer_id=asked.customer_id,
            action="request_withdrawn",
            subject=f"request:{asked.pk}",
            staff=staff,
            at=at,
            details={"kind": asked.kind, "withdrawn_at": moment.isoformat()},
        )
        asked.withdrawn_at, asked.withdrawal_recorded_at = moment, at
        asked.withdrawal_reason = because
        asked.save()
        return asked


def _makes_sense(
    kind: str,
    manner: str,
    channel: str,
    contact_point_id: int | None,
    weekdays: Collection[int],
    begins: time | None,
    ends: time | None,
    place: str,
) -> None:
    """Raise Refused for what no request can be."""
    if kind not in RequestKind.values:
        raise Refused(Text(f"There is no request of kind {kind!r}.", f"没有“{kind}”这种请求。"))
    if manner not in Manner.values:
        raise Refused(Text("Say how the request reached us.", "请说明请求的提出方式。"))
    if channel and channel not in CHANNELS:
        raise Refused(Text(f"There is no channel {channel!r}.", f"没有“{channel}”这种渠道。"))
    if kind == RequestKind.STOP_MEDIUM and not channel:
        raise Refused(Text("Say which channel to stop.", "请选择要停止的渠道。"))
    if kind == RequestKind.STOP_POINT and contact_point_id is None:
        raise Refused(Text("Say which number or address to stop.", "请选择要停止的联系方式。"))
    timed = bool(weekdays) or begins is not None or ends is not None
    if timed != (kind == RequestKind.INCONVENIENT_TIME):
        raise Refused(
            Text(
                "Give days or hours with a request about a time, and with no other.",
                "仅“特定时段不便”须填写星期或时段。",
            )
        )
    if any(day not in range(7) for day in weekdays) or (begins is not None and begins == ends):
        raise Refused(Text("These days or hours make no sense.", "星期或时段有误。"))
    placed = kind in (RequestKind.INCONVENIENT_PLACE, RequestKind.NOT_AT_WORK)
    if placed != (place in Place.values) or bool(place) != placed:
        raise Refused(
            Text(
                "Name the place with a request about a place, and with no other.",
                "仅“特定地点不便”须选择地点。",
            )
        )
