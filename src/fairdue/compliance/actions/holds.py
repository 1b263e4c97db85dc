"""Places and releases holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from fairdue.compliance import queries
from fairdue.compliance.actions.recording import (
    enter,
    happened,
    lock_facts,
    owner_of,
    review_day,
    zone,
)
from fairdue.compliance.models import OF_RECORDS, Hold, HoldKind
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.people.rules import require


def place_hold(
    *,
    customer_id: int,
    kind: str,
    reason: str,
    staff: Staff,
    at: datetime,
    ends_at: datetime | None = None,
    cause: str = "",
    since: datetime | None = None,
    review_on: date | None = None,
) -> Hold:
    """Stop contact with a customer from `at` on, until `ends_at` or until released.

    `cause` names the record that brought the hold, e.g. attempt:12. `since` is when its reason
    began, where that is learned late: contacts after it are judged again. Without `review_on`,
    policy says when to look at it, unless it ends before. Holds stack, also of one kind. Raises
    Refused without a reason, for an unknown kind, for an end that is not in the future, a
    beginning that is, and for a role that may not.
    """
    require(staff, "place_hold")
    if kind in OF_RECORDS:
        raise Refused(
            Text(
                "This hold comes with its record; it is not placed by hand.",
                "该类停催随业务记录产生，不可手工设置。",
            )
        )
    return place_hold_of_record(
        customer_id=customer_id,
        kind=kind,
        reason=reason,
        staff=staff,
        at=at,
        ends_at=ends_at,
        cause=cause,
        since=since,
        review_on=review_on,
    )


def place_hold_of_record(
    *,
    customer_id: int,
    kind: str,
    reason: str,
    staff: Actor,
    at: datetime,
    ends_at: datetime | None = None,
    cause: str = "",
    since: datetime | None = None,
    review_on: date | None = None,
) -> Hold:
    """The same for a record that brings a hold with it: a dispute, an agreement.

    Whoever may make the record brings the hold, so it asks no role of its own: only for actions
    that asked theirs. A cardholder's or system's hold has no owner.
    """
    if kind not in HoldKind.values:
        raise Refused(Text(f"There is no hold of kind {kind!r}.", f"没有“{kind}”这种停催类型。"))
    because = reason_given(reason)
    if ends_at is not None and ends_at <= at:
        raise Refused(Text("A hold must end in the future.", "停催的结束时间必须晚于当前时间。"))
    starts_at = happened(since, at)
    look_on = _review_day(review_on, ends_at, at)
    with transaction.atomic():
        entry = enter(
            action="hold_placed",
            staff=staff,
            at=at,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            details={
                "kind": kind,
                "starts_at": starts_at.isoformat(),
                "ends_at": ends_at.isoformat() if ends_at else None,
                "cause": cause,
            },
        )
        return Hold.objects.create(
            customer_id=customer_id,
            kind=kind,
            reason=because,
            owner=owner_of("", staff),
            cause=cause,
            starts_at=starts_at,
            recorded_at=at,
            review_on=look_on,
            ends_at=ends_at,
            journal_entry=entry,
        )


def _review_day(review_on: date | None, ends_at: datetime | None, at: datetime) -> date | None:
    """The day to look at a hold; by default none where it ends by itself before."""
    look_on = review_day("hold", review_on, at)
    ends_first = ends_at is not None and local_day(ends_at, zone()) <= look_on
    return None if review_on is None and ends_first else look_on


def release_hold(*, hold_id: int, reason: str, staff: Staff, at: datetime) -> Hold:
    """Let contact go on as far as this hold is concerned; others stay.

    Raises Refused without a reason, for a role that may not, when it no longer stands, and for
    the hold of an agreement, which ends with it.
    """
    require(staff, "release_hold")
    if Hold.objects.filter(pk=hold_id, kind=HoldKind.PLAN).exists():
        raise Refused(
            Text(
                "This hold stands as long as the agreement is performed. End the agreement first.",
                "协议履行期间停催持续有效，如需解除请先终止协议。",
            )
        )
    return _release(hold_id=hold_id, reason=reason_given(reason), staff=staff, at=at)


def _release(*, hold_id: int, reason: str, staff: Actor, at: datetime) -> Hold:
    with transaction.atomic():
        hold = Hold.objects.filter(pk=hold_id).first()
        if hold is None:
            raise Refused(Text("There is no such hold.", "没有这项停催。"))
        lock_facts(hold.customer_id)
        hold.refresh_from_db()
        if hold.released_at is not None or (hold.ends_at is not None and hold.ends_at <= at):
            raise Refused(Text("This hold has already ended.", "该停催已经结束。"))
        hold.journal_entry = enter(
            action="hold_released",
            staff=staff,
            at=at,
            subject=f"hold:{hold.pk}",
            customer_id=hold.customer_id,
            details={"kind": hold.kind},
        )
        hold.released_at, hold.released_by, hold.release_reason = at, staff.username, reason
        hold.save(update_fields=["released_at", "released_by", "release_reason", "journal_entry"])
        return hold


def release_holds_caused_by(*, cause: str, reason: str, staff: Actor, at: datetime) -> int:
    """Release what a record brought, when that record is taken back; gives how many.

    For undoing within the policy's seconds, so it asks no role of its own.
    """
    with transaction.atomic():
        standing = [
            hold.pk
            for hold in Hold.objects.filter(cause=cause, released_at=None)
            if hold.ends_at is None or hold.ends_at > at
        ]
        for hold_id in standing:
            _release(hold_id=hold_id, reason=reason, staff=staff, at=at)
    return len(standing)


def place_tied_hold(
    *,
    customer_id: int,
    kind: str,
    days: int | None,
    reason: str,
    cause: str,
    staff: Actor,
    at: datetime,
    since: datetime | None = None,
) -> Hold | None:
    """Place the hold that policy ties to a record, for so many days, or (None) until released.

    Asks no role of its own, as `place_hold_of_record`. `since`: when the reason began, if earlier.
    None when one of that kind already stands, from
    then on and for at least as long.
    """
    ends_at = None if days is None else at + timedelta(days=days)
    for hold in queries.holds_in_force(customer_id, at):
        outlasts = hold.ends_at is None or (ends_at is not None and hold.ends_at >= ends_at)
        if hold.kind == kind and outlasts and hold.starts_at <= (since or at):
            return None
    return place_hold_of_record(
        customer_id=customer_id,
        kind=kind,
        reason=reason,
        staff=staff,
        at=at,
        ends_at=ends_at,
        cause=cause,
        since=since,
    )
