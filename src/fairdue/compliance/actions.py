"""Places and releases holds, raises and clears marks. Each is journalled."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from fairdue.compliance import queries
from fairdue.compliance.models import Hold, HoldKind, Mark, MarkKind
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.rulebook.packs import RuleValue, pack
from fairdue.vault.sealing import vault

POLICY = "policy/default"
MARK_RULE = "LENDER-MARKS"
REASON_LENGTH_MAX = 400


def place_hold(
    *,
    customer_id: int,
    kind: str,
    reason: str,
    staff: Staff,
    at: datetime,
    ends_at: datetime | None = None,
    cause: str = "",
) -> Hold:
    """Stop contact with a customer from `at` on, until `ends_at` or until released.

    `cause` names the record that brought the hold, e.g. attempt:12. Holds stack, also of one
    kind. Raises Refused without a reason, for an unknown kind, for an end that is not in the
    future, and for a role that may not.
    """
    require(staff, "place_hold")
    if kind not in HoldKind.values:
        raise Refused(Text(f"There is no hold of kind {kind!r}.", f"没有“{kind}”这种停催类型。"))
    because = _reason(reason)
    if ends_at is not None and ends_at <= at:
        raise Refused(Text("A hold must end in the future.", "停催的结束时间必须晚于当前时间。"))
    with transaction.atomic():
        entry = record(
            actor=staff.username,
            action="hold_placed",
            at=at,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            details={
                "kind": kind,
                "ends_at": ends_at.isoformat() if ends_at else None,
                "cause": cause,
            },
        )
        return Hold.objects.create(
            customer_id=customer_id,
            kind=kind,
            reason=because,
            owner=staff.username,
            cause=cause,
            starts_at=at,
            ends_at=ends_at,
            journal_entry=entry,
        )


def release_hold(*, hold_id: int, reason: str, staff: Staff, at: datetime) -> Hold:
    """Let contact go on as far as this hold is concerned; others stay.

    Raises Refused without a reason, for a role that may not, and when it no longer stands.
    """
    require(staff, "release_hold")
    return _release(hold_id=hold_id, reason=_reason(reason), staff=staff, at=at)


def _release(*, hold_id: int, reason: str, staff: Staff, at: datetime) -> Hold:
    with transaction.atomic():
        hold = Hold.objects.select_for_update().filter(pk=hold_id).first()
        if hold is None:
            raise Refused(Text("There is no such hold.", "没有这项停催。"))
        if hold.released_at is not None or (hold.ends_at is not None and hold.ends_at <= at):
            raise Refused(Text("This hold has already ended.", "该停催已经结束。"))
        hold.journal_entry = record(
            actor=staff.username,
            action="hold_released",
            at=at,
            subject=f"hold:{hold.pk}",
            customer_id=hold.customer_id,
            details={"kind": hold.kind},
        )
        hold.released_at, hold.released_by, hold.release_reason = at, staff.username, reason
        hold.save(update_fields=["released_at", "released_by", "release_reason", "journal_entry"])
        return hold


def release_holds_caused_by(*, cause: str, reason: str, staff: Staff, at: datetime) -> int:
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


def raise_mark(*, customer_id: int, kind: str, note: str, staff: Staff, at: datetime) -> Mark:
    """Put a fact about a customer on record; the note is sealed and may be empty.

    The policy pack says which hold a mark brings with it (LENDER-MARKS): by default a dispute
    stops contact until released, a vulnerability stops it for a few days of review, abuse
    doesn't. A mark of that kind that already stands is refused.
    """
    require(staff, "raise_mark")
    if kind not in MarkKind.values:
        raise Refused(Text(f"There is no mark of kind {kind!r}.", f"没有“{kind}”这种标记。"))
    with transaction.atomic():
        if Mark.objects.filter(customer_id=customer_id, kind=kind, cleared_at=None).exists():
            raise Refused(Text("This mark already stands.", "该标记已存在。"))
        entry = record(
            actor=staff.username,
            action="mark_raised",
            at=at,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            details={"kind": kind},
        )
        mark = Mark.objects.create(
            customer_id=customer_id,
            kind=kind,
            note_sealed=vault().seal(note.strip()) if note.strip() else None,
            raised_by=staff.username,
            raised_at=at,
            journal_entry=entry,
        )
        _place_hold_of(mark, staff, at)
        return mark


def _place_hold_of(mark: Mark, staff: Staff, at: datetime) -> None:
    """The hold that policy ties to a mark, if any."""
    brings = _policy("holds", at).value.get(mark.kind)
    if brings is not None:
        place_tied_hold(
            customer_id=mark.customer_id,
            kind=str(brings["hold"]),
            days=brings["days"],
            reason=f"{MARK_RULE}: {mark.kind}",
            cause=f"mark:{mark.pk}",
            staff=staff,
            at=at,
        )


def place_tied_hold(
    *,
    customer_id: int,
    kind: str,
    days: int | None,
    reason: str,
    cause: str,
    staff: Staff,
    at: datetime,
) -> Hold | None:
    """Place the hold that policy ties to a record, for so many days, or (None) until released.

    None when one of that kind already stands for at least as long.
    """
    ends_at = None if days is None else at + timedelta(days=days)
    for hold in queries.holds_in_force(customer_id, at):
        outlasts = hold.ends_at is None or (ends_at is not None and hold.ends_at >= ends_at)
        if hold.kind == kind and outlasts:
            return None
    return place_hold(
        customer_id=customer_id,
        kind=kind,
        reason=reason,
        staff=staff,
        at=at,
        ends_at=ends_at,
        cause=cause,
    )


def clear_mark(*, mark_id: int, staff: Staff, at: datetime) -> Mark:
    """End a mark. The hold it brought stays until it ends or is released by itself.

    Raises Refused for a role that may not, and when it no longer stands.
    """
    require(staff, "clear_mark")
    with transaction.atomic():
        mark = Mark.objects.select_for_update().filter(pk=mark_id).first()
        if mark is None or mark.cleared_at is not None:
            raise Refused(Text("This mark no longer stands.", "该标记已不存在。"))
        _end(mark, "mark_cleared", staff, at)
        return mark


def withdraw_mark(*, mark_id: int, staff: Staff, at: datetime) -> Mark:
    """Take back a mark one raised oneself, and the hold it brought.

    For undoing within the policy's seconds, which the caller checks; so it asks no role of its
    own. Raises Refused when it no longer stands or someone else raised it.
    """
    with transaction.atomic():
        mark = Mark.objects.select_for_update().filter(pk=mark_id, cleared_at=None).first()
        if mark is None or mark.raised_by != staff.username:
            raise Refused(Text("This mark no longer stands.", "该标记已不存在。"))
        _end(mark, "mark_withdrawn", staff, at)
        release_holds_caused_by(cause=f"mark:{mark.pk}", reason="undone", staff=staff, at=at)
        return mark


def _end(mark: Mark, action: str, staff: Staff, at: datetime) -> None:
    """Clear the mark and journal it as `action`."""
    mark.journal_entry = record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"mark:{mark.pk}",
        customer_id=mark.customer_id,
        details={"kind": mark.kind},
    )
    mark.cleared_at, mark.cleared_by = at, staff.username
    mark.save(update_fields=["cleared_at", "cleared_by", "journal_entry"])


def _policy(parameter: str, at: datetime) -> RuleValue:
    zone = ZoneInfo(timezone.get_default_timezone_name())
    return pack(POLICY).value(MARK_RULE, parameter, local_day(at, zone))


def _reason(reason: str) -> str:
    because = reason.strip()
    if not because:
        raise Refused(Text("Say why; the reason is kept.", "请填写原因，原因将被留存。"))
    if len(because) > REASON_LENGTH_MAX:
        raise Refused(
            Text(
                f"Keep the reason within {REASON_LENGTH_MAX} characters.",
                f"原因请控制在{REASON_LENGTH_MAX}字以内。",
            )
        )
    return because
