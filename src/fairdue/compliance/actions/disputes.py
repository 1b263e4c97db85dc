"""Disputes: opened, which stops contact; looked into step by step; decided; answered."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance import queries
from fairdue.compliance.actions.holds import place_hold_of_record, release_holds_caused_by
from fairdue.compliance.actions.marks import end_mark
from fairdue.compliance.actions.recording import (
    can_own,
    enter,
    happened,
    lock_facts,
    next_id,
    review_day,
    sealed,
    zone,
)
from fairdue.compliance.models import (
    Decision,
    Dispute,
    DisputeGround,
    HoldKind,
    Manner,
    Mark,
    MarkKind,
)
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio

STEPS = ("annotated_at", "verification_started_at", "investigated_at")
"""What is done before a decision, each once, in any order."""


def open_dispute(
    *,
    customer_id: int,
    ground: str,
    statement: str,
    staff: Actor,
    at: datetime,
    manner: str = Manner.ORAL,
    account_id: int | None = None,
    amount: Money | None = None,
    received_at: datetime | None = None,
    review_on: date | None = None,
    owner: str = "",
) -> Dispute:
    """Put a dispute on record, as received at `received_at` (by default now); contact stops.

    It is about an account, or about the whole debt; about an amount, or about all of it. The
    statement is sealed. The last day to answer is that of the customer's law, or of policy where
    shorter. Without an `owner` it waits for someone to take it. Raises Refused for a ground or
    manner that doesn't exist, someone else's account, no amount above zero, a future receipt,
    and for a role that may not.
    """
    require(staff, "open_dispute", customer_id)
    _makes_sense(customer_id, ground, manner, account_id, amount)
    if owner:
        can_own(owner, "handle_dispute")
    received = happened(received_at, at)
    look_on = review_day("dispute", review_on, at)
    received_on = local_day(received, zone())
    clock = queries.dispute_clock(queries.law_of(customer_id, received_on), ground, received_on)
    with transaction.atomic():
        number = next_id(Dispute)
        entry = enter(
            customer_id=customer_id,
            action="dispute_opened",
            subject=f"dispute:{number}",
            staff=staff,
            at=at,
            details={
                "ground": ground,
                "manner": manner,
                "received_at": received.isoformat(),
                "answer_by": clock.last_day.isoformat(),
            },
            rules=[clock.reference],
        )
        dispute = Dispute.objects.create(
            pk=number,
            customer_id=customer_id,
            account_id=account_id,
            ground=ground,
            amount_minor=amount.minor if amount else None,
            currency=amount.currency if amount else "",
            manner=manner,
            statement_sealed=sealed(statement),
            owner=owner,
            review_on=look_on,
            received_at=received,
            recorded_at=at,
            answer_by=clock.last_day,
            answer_rule=clock.rule,
            journal_entry=entry,
        )
        _pause(dispute, staff, at)
        return dispute


def take_dispute(*, dispute_id: int, owner: str, staff: Staff, at: datetime) -> Dispute:
    """Give a dispute an owner who may handle it. Raises Refused for anyone else."""
    require(staff, "handle_dispute")
    can_own(owner, "handle_dispute")
    with transaction.atomic():
        dispute = _open(dispute_id)
        before, dispute.owner = dispute.owner, owner
        return _save(dispute, "dispute_taken", staff, at, owner=owner, owner_before=before)


def take_step(*, dispute_id: int, step: str, staff: Staff, at: datetime) -> Dispute:
    """Note that a step of looking into a dispute was taken: one of STEPS.

    Raises Refused for another step, one that was taken, a dispute that is over, and for a role
    that may not.
    """
    require(staff, "handle_dispute")
    if step not in STEPS:
        raise Refused(Text(f"There is no step {step!r}.", f"没有“{step}”这一步骤。"))
    with transaction.atomic():
        dispute = _undecided(dispute_id)
        if getattr(dispute, step) is not None:
            raise Refused(Text("This step was taken already.", "该步骤已完成。"))
        setattr(dispute, step, at)
        return _save(dispute, "dispute_step_taken", staff, at, step=step.removesuffix("_at"))


def decide_dispute(
    *, dispute_id: int, decision: str, reason: str, staff: Staff, at: datetime
) -> Dispute:
    """Decide an investigated dispute: upheld, partly, rejected. Contact stays stopped.

    Raises Refused without a reason or investigation, for a decision that doesn't exist, a
    dispute that is over, and for a role that may not.
    """
    require(staff, "handle_dispute")
    because = reason_given(reason)
    if decision not in Decision.values:
        raise Refused(Text("Choose a decision.", "请选择处理结论。"))
    with transaction.atomic():
        dispute = _undecided(dispute_id)
        if dispute.investigated_at is None:
            raise Refused(Text("Investigate it before deciding.", "请先完成调查再作结论。"))
        dispute.decision, dispute.decision_reason, dispute.decided_at = decision, because, at
        return _save(dispute, "dispute_decided", staff, at, decision=decision)


def answer_dispute(*, dispute_id: int, staff: Staff, at: datetime) -> Dispute:
    """Note that the customer has the answer. What the dispute brought ends: hold and mark.

    Other holds, and other disputes' holds, stay. Raises Refused before it is decided, when it is
    over, and for a role that may not.
    """
    require(staff, "handle_dispute")
    with transaction.atomic():
        dispute = _open(dispute_id)
        if not dispute.decision:
            raise Refused(Text("Decide it before answering.", "请先作出结论再答复。"))
        dispute.answered_at = at
        _save(dispute, "dispute_answered", staff, at, decision=dispute.decision)
        _end_what_it_brought(dispute, "dispute answered", staff, at)
        return dispute


def withdraw_dispute(
    *, dispute_id: int, reason: str, staff: Actor, at: datetime, undoing: bool = False
) -> Dispute:
    """The customer takes a dispute back, or it was recorded in error; what it brought ends.

    `undoing` is for taking one's own gesture back within the policy's seconds, which the caller
    checks; it asks no role of its own, but nobody may have taken the dispute meanwhile. Raises
    Refused when it is over, without a reason, and for a role that may not.
    """
    if not undoing:
        require(staff, "withdraw_dispute", _whose(dispute_id))
    because = reason_given(reason)
    with transaction.atomic():
        dispute = _open(dispute_id)
        if undoing and dispute.owner:
            raise Refused(Text("Someone has taken it already.", "该争议已有承办人。"))
        dispute.withdrawn_at, dispute.withdrawal_reason = at, because
        _save(dispute, "dispute_withdrawn", staff, at)
        _end_what_it_brought(dispute, because, staff, at)
        return dispute


def _pause(dispute: Dispute, staff: Actor, at: datetime) -> None:
    """Stop contact, from the dispute's receipt, by a hold of its own."""
    place_hold_of_record(
        customer_id=dispute.customer_id,
        kind=HoldKind.DISPUTE,
        reason=f"{queries.DISPUTES}: {dispute.ground}",
        cause=f"dispute:{dispute.pk}",
        since=dispute.received_at,
        staff=staff,
        at=at,
    )


def _end_what_it_brought(dispute: Dispute, reason: str, staff: Actor, at: datetime) -> None:
    release_holds_caused_by(cause=f"dispute:{dispute.pk}", reason=reason, staff=staff, at=at)
    others = Dispute.objects.filter(
        customer_id=dispute.customer_id, answered_at=None, withdrawn_at=None
    )
    if others.exists():
        return
    for mark in Mark.objects.filter(
        customer_id=dispute.customer_id, kind=MarkKind.DISPUTE, cleared_at=None
    ):
        end_mark(mark, "mark_cleared", staff, at)


def _makes_sense(
    customer_id: int, ground: str, manner: str, account_id: int | None, amount: Money | None
) -> None:
    """Raise Refused for what no dispute can be."""
    if ground not in DisputeGround.values:
        raise Refused(Text("Choose what is disputed.", "请选择争议事由。"))
    if manner not in Manner.values:
        raise Refused(Text("Say how the dispute reached us.", "请说明争议的提出方式。"))
    if account_id is not None:
        own = [account.id for account in portfolio.accounts_of(customer_id)]
        if account_id not in own:
            raise Refused(Text("This account is not the customer's.", "该账户不属于此客户。"))
    if amount is not None and amount.minor <= 0:
        raise Refused(Text("A disputed amount is above zero.", "争议金额须大于零。"))


def _whose(dispute_id: int) -> int | None:
    found = Dispute.objects.filter(pk=dispute_id)
    return found.values_list("customer_id", flat=True).first()


def _open(dispute_id: int) -> Dispute:
    """The dispute, locked with all that is on record about its customer."""
    dispute = Dispute.objects.filter(pk=dispute_id).first()
    if dispute is None:
        raise Refused(Text("There is no such dispute.", "没有这项争议。"))
    lock_facts(dispute.customer_id)
    dispute.refresh_from_db()
    if dispute.answered_at is not None or dispute.withdrawn_at is not None:
        raise Refused(Text("This dispute is over.", "该争议已办结。"))
    return dispute


def _undecided(dispute_id: int) -> Dispute:
    dispute = _open(dispute_id)
    if dispute.decision:
        raise Refused(Text("This dispute is decided already.", "该争议已有结论。"))
    return dispute


def _save(dispute: Dispute, action: str, staff: Actor, at: datetime, **details: str) -> Dispute:
    dispute.journal_entry = enter(
        customer_id=dispute.customer_id,
        action=action,
        subject=f"dispute:{dispute.pk}",
        staff=staff,
        at=at,
        details=dict(details),
    )
    dispute.save()
    return dispute
