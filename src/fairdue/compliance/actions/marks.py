"""Raises and clears marks: facts about a person that change how they are treated."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.actions.holds import place_tied_hold, release_holds_caused_by
from fairdue.compliance.actions.recording import (
    ends_after,
    enter,
    happened,
    lock_facts,
    owner_of,
    policy,
    review_day,
    sealed,
)
from fairdue.compliance.models import Mark, MarkKind
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.people.rules import require

MARK_RULE = "LENDER-MARKS"


def raise_mark(
    *,
    customer_id: int,
    kind: str,
    note: str,
    staff: Actor,
    at: datetime,
    reason: str = "",
    owner: str = "",
    review_on: date | None = None,
    ends_at: datetime | None = None,
    since: datetime | None = None,
) -> Mark:
    """Put a fact about a customer on record; the note is sealed and may be empty.

    `reason` says how we know, without personal data; `owner` looks after it, by default whoever
    raises it; without `review_on`, policy says when to look at it again. `since` is when it began
    to be true, where that is learned late: contacts made since then are judged again.

    The policy pack says which hold a mark brings with it (LENDER-MARKS): by default a dispute
    stops contact until released, a vulnerability stops it for a few days of review, abuse
    doesn't. A mark of that kind that already stands is refused.
    """
    require(staff, "raise_mark", customer_id)
    if kind not in MarkKind.values:
        raise Refused(Text(f"There is no mark of kind {kind!r}.", f"没有“{kind}”这种标记。"))
    ends_after(ends_at, at)
    raised_at = happened(since, at)
    look_on = review_day("mark", review_on, at)
    with transaction.atomic():
        lock_facts(customer_id)
        if _standing(customer_id, kind, at):
            raise Refused(Text("This mark already stands.", "该标记已存在。"))
        entry = enter(
            action="mark_raised",
            staff=staff,
            at=at,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            details={"kind": kind, "since": raised_at.isoformat()},
        )
        mark = Mark.objects.create(
            customer_id=customer_id,
            kind=kind,
            note_sealed=sealed(note),
            reason=reason_given(reason) if reason.strip() else "",
            owner=owner_of(owner, staff),
            review_on=look_on,
            raised_by=staff.username,
            raised_at=raised_at,
            recorded_at=at,
            ends_at=ends_at,
            journal_entry=entry,
        )
        _place_hold_of(mark, staff, at)
        return mark


def _place_hold_of(mark: Mark, staff: Actor, at: datetime) -> None:
    """The hold that policy ties to a mark, if any."""
    brings = policy(MARK_RULE, "holds", at).value.get(mark.kind)
    if brings is not None:
        place_tied_hold(
            customer_id=mark.customer_id,
            kind=str(brings["hold"]),
            days=brings["days"],
            reason=f"{MARK_RULE}: {mark.kind}",
            cause=f"mark:{mark.pk}",
            since=mark.raised_at,
            staff=staff,
            at=at,
        )


def clear_mark(*, mark_id: int, staff: Staff, at: datetime) -> Mark:
    """End a mark. The hold it brought stays until it ends or is released by itself.

    Raises Refused for a role that may not, and when it no longer stands.
    """
    require(staff, "clear_mark")
    with transaction.atomic():
        mark = _locked(mark_id)
        if mark is None or mark.cleared_at is not None:
            raise Refused(Text("This mark no longer stands.", "该标记已不存在。"))
        end_mark(mark, "mark_cleared", staff, at)
        return mark


def withdraw_mark(*, mark_id: int, staff: Actor, at: datetime) -> Mark:
    """Take back a mark one raised oneself, and the hold it brought.

    For undoing within the policy's seconds, which the caller checks; so it asks no role of its
    own. Raises Refused when it no longer stands or someone else raised it.
    """
    with transaction.atomic():
        mark = _locked(mark_id)
        if mark is None or mark.cleared_at is not None or mark.raised_by != staff.username:
            raise Refused(Text("This mark no longer stands.", "该标记已不存在。"))
        end_mark(mark, "mark_withdrawn", staff, at)
        release_holds_caused_by(cause=f"mark:{mark.pk}", reason="undone", staff=staff, at=at)
        return mark


def end_mark(mark: Mark, action: str, staff: Actor, at: datetime) -> None:
    """Clear the mark and journal it as `action`."""
    mark.journal_entry = enter(
        action=action,
        staff=staff,
        at=at,
        subject=f"mark:{mark.pk}",
        customer_id=mark.customer_id,
        details={"kind": mark.kind},
    )
    mark.cleared_at, mark.cleared_by = at, staff.username
    mark.save(update_fields=["cleared_at", "cleared_by", "journal_entry"])


def _standing(customer_id: int, kind: str, at: datetime) -> bool:
    found = Mark.objects.filter(customer_id=customer_id, kind=kind, cleared_at=None)
    return found.exclude(ends_at__lte=at).exists()


def _locked(mark_id: int) -> Mark | None:
    """The mark, with everything on record about its customer locked."""
    mark = Mark.objects.filter(pk=mark_id).first()
    if mark is not None:
        lock_facts(mark.customer_id)
        mark.refresh_from_db()
    return mark
