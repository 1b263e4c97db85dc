"""Complaints: received, acknowledged, decided by their deadline, answered, put right."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from fairdue.compliance import queries
from fairdue.compliance.actions.holds import place_tied_hold, release_holds_caused_by
from fairdue.compliance.actions.recording import (
    can_own,
    enter,
    happened,
    lock_facts,
    next_id,
    policy,
    review_day,
    sealed,
    zone,
)
from fairdue.compliance.models import (
    Complaint,
    ComplaintAbout,
    ComplaintChannel,
    Complexity,
    Decision,
    HoldKind,
)
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.people.rules import CARDHOLDER, INTEGRATOR, require

HANDLE = "handle_complaint"
AT_FIRST = (Complexity.SIMPLE, Complexity.COMPLEX)
"""What a complaint can be judged to be; `special` comes with an approved extension only."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a complaint is about, where it is known: plain references to other rooms' records."""

    permit_id: int | None = None
    attempt_id: int | None = None
    template: str = ""
    strategy_table: str = ""
    strategy_row: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What will put things right, who does it, and by when."""

    what: str
    owner: str
    due_on: date


def record_complaint(
    *,
    customer_id: int,
    about: str,
    channel: str,
    statement: str,
    staff: Actor,
    at: datetime,
    complexity: str = Complexity.SIMPLE,
    received_at: datetime | None = None,
    fault: Fault | None = None,
    owner: str = "",
    review_on: date | None = None,
) -> Complaint:
    """Put a complaint on record, as received at `received_at` (by default now).

    The statement is sealed. Contact pauses for the days that policy names. The last day to
    decide is that of the customer's law, or of policy where shorter. Without an `owner` it waits
    for someone to take it: a collector doesn't handle complaints. Raises Refused for a subject,
    channel or complexity that doesn't exist, a future receipt, and for a role that may not.
    """
    require(staff, "record_complaint", customer_id)
    _makes_sense(about, channel, complexity, owner)
    received = happened(received_at, at)
    received_on = local_day(received, zone())
    clock = queries.complaint_clock(
        queries.law_of(customer_id, received_on), received_on, complexity, extended=False
    )
    with transaction.atomic():
        number = next_id(Complaint)
        entry = enter(
            customer_id=customer_id,
            action="complaint_recorded",
            subject=f"complaint:{number}",
            staff=staff,
            at=at,
            details={
                "about": about,
                "channel": channel,
                "complexity": complexity,
                "received_at": received.isoformat(),
                "decide_by": clock.last_day.isoformat(),
            },
            rules=[clock.reference],
        )
        complaint = Complaint.objects.create(
            pk=number,
            customer_id=customer_id,
            about=about,
            channel=channel,
            complexity=complexity,
            statement_sealed=sealed(statement),
            owner=owner,
            review_on=review_day("complaint", review_on, at),
            received_at=received,
            recorded_at=at,
            acknowledge_by=queries.acknowledge_by(received_on),
            decide_by=clock.last_day,
            decide_rule=clock.rule,
            **asdict(fault or Fault()),
            journal_entry=entry,
        )
        _pause(complaint, staff, at)
        return complaint


def take_complaint(*, complaint_id: int, owner: str, staff: Staff, at: datetime) -> Complaint:
    """Give a complaint an owner who may handle it. Raises Refused for anyone else."""
    require(staff, HANDLE)
    can_own(owner, HANDLE)
    with transaction.atomic():
        complaint = _open(complaint_id)
        before, complaint.owner = complaint.owner, owner
        return _save(complaint, "complaint_taken", staff, at, owner=owner, owner_before=before)


def acknowledge_complaint(*, complaint_id: int, staff: Staff, at: datetime) -> Complaint:
    """Note that the customer was told that the complaint arrived. Once only."""
    require(staff, HANDLE)
    with transaction.atomic():
        complaint = _open(complaint_id)
        if complaint.acknowledged_at is not None:
            raise Refused(Text("Receipt was confirmed already.", "已确认收到该投诉。"))
        complaint.acknowledged_at = at
        return _save(complaint, "complaint_acknowledged", staff, at)


def judge_complexity(
    *, complaint_id: int, complexity: str, reason: str, staff: Staff, at: datetime
) -> Complaint:
    """Say whether a complaint is simple or complex; the deadline follows, from its receipt.

    Raises Refused without a reason, when it is decided or extended already, and for a role that
    may not.
    """
    require(staff, HANDLE)
    because = reason_given(reason)
    _can_be(complexity)
    with transaction.atomic():
        complaint = _undecided(complaint_id)
        if complaint.extension_approved_by:
            raise Refused(Text("It is extended already.", "该投诉已延长期限。"))
        return _reset_clock(complaint, complexity, "complaint_judged", staff, at, reason=because)


def ask_extension(*, complaint_id: int, reason: str, staff: Staff, at: datetime) -> Complaint:
    """Ask for the longer term of a complex complaint; someone else approves it.

    Raises Refused without a reason, for a simple one, when it was asked already or is past its
    deadline, and for a role that may not.
    """
    require(staff, HANDLE)
    because = reason_given(reason)
    with transaction.atomic():
        complaint = _undecided(complaint_id)
        if complaint.complexity != Complexity.COMPLEX:
            raise Refused(
                Text("Only a complex complaint can be extended.", "仅复杂投诉可申请延长期限。")
            )
        if complaint.extension_asked_by:
            raise Refused(Text("An extension was asked for already.", "已申请延长期限。"))
        if local_day(at, zone()) > complaint.decide_by:
            raise Refused(
                Text("The deadline is over; it can't be extended.", "期限已过，不能再延长。")
            )
        complaint.extension_asked_by, complaint.extension_reason = staff.username, because
        return _save(complaint, "complaint_extension_asked", staff, at)


def approve_extension(*, complaint_id: int, staff: Staff, at: datetime) -> Complaint:
    """Approve the extension that someone else asked for; the deadline moves.

    Raises Refused where none was asked, for whoever asked for it, and for a role that may not.
    """
    require(staff, "approve_extension")
    with transaction.atomic():
        complaint = _undecided(complaint_id)
        if not complaint.extension_asked_by or complaint.extension_approved_by:
            raise Refused(Text("No extension is waiting.", "没有待批准的延期申请。"))
        if complaint.extension_asked_by == staff.username:
            raise Refused(
                Text(
                    "Someone else must approve what you asked for.", "延期须由申请人以外的人批准。"
                )
            )
        complaint.extension_approved_by = staff.username
        return _reset_clock(
            complaint, Complexity.SPECIAL, "complaint_extension_approved", staff, at
        )


def link_fault(*, complaint_id: int, fault: Fault, staff: Staff, at: datetime) -> Complaint:
    """Say which permit, attempt, template or strategy row is at fault, as far as it is known.

    The caller has seen to it that permit and attempt are this customer's own.
    """
    require(staff, HANDLE)
    with transaction.atomic():
        complaint = _open(complaint_id)
        for name, value in asdict(fault).items():
            setattr(complaint, name, value)
        return _save(
            complaint,
            "complaint_linked",
            staff,
            at,
            permit=fault.permit_id,
            attempt=fault.attempt_id,
            template=fault.template,
            strategy=f"{fault.strategy_table} {fault.strategy_row}".strip(),
        )


def decide_complaint(
    *,
    complaint_id: int,
    decision: str,
    reason: str,
    staff: Staff,
    at: datetime,
    remedy: Remedy | None = None,
) -> Complaint:
    """Decide a complaint. One that is upheld, also in part, needs a remedy.

    Raises Refused without a reason, without owner, for a decision that doesn't exist, a remedy
    with a rejection or none without, one that is due before today, and for a role that may not.
    """
    require(staff, HANDLE)
    because = reason_given(reason)
    if decision not in Decision.values:
        raise Refused(Text("Choose a decision.", "请选择处理结论。"))
    _remedy_fits(decision, remedy, at)
    with transaction.atomic():
        complaint = _undecided(complaint_id)
        if not complaint.owner:
            raise Refused(Text("Someone must take it first.", "请先确定承办人。"))
        complaint.decision, complaint.decision_reason, complaint.decided_at = decision, because, at
        if remedy is not None:
            complaint.remedy = reason_given(remedy.what)
            complaint.remedy_owner = remedy.owner
            complaint.remedy_due_on = remedy.due_on
        return _save(complaint, "complaint_decided", staff, at, decision=decision)


def answer_complaint(*, complaint_id: int, staff: Staff, at: datetime) -> Complaint:
    """Note that the customer has the answer; the pause that the complaint brought ends.

    Raises Refused before it is decided, when it is over, and for a role that may not.
    """
    require(staff, HANDLE)
    with transaction.atomic():
        complaint = _open(complaint_id)
        if not complaint.decision:
            raise Refused(Text("Decide it before answering.", "请先作出结论再答复。"))
        complaint.answered_at = at
        _save(complaint, "complaint_answered", staff, at, decision=complaint.decision)
        _release(complaint, "complaint answered", staff, at)
        return complaint


def complete_remedy(*, complaint_id: int, staff: Staff, at: datetime) -> Complaint:
    """Note that what the complaint asked for was put right, also after its answer."""
    require(staff, HANDLE)
    with transaction.atomic():
        complaint = _locked(complaint_id)
        if not complaint.remedy or complaint.remedied_at is not None:
            raise Refused(Text("No remedy is outstanding.", "没有待完成的补救措施。"))
        complaint.remedied_at = at
        return _save(complaint, "complaint_remedied", staff, at)


def withdraw_complaint(
    *, complaint_id: int, reason: str, staff: Actor, at: datetime, undoing: bool = False
) -> Complaint:
    """The customer takes a complaint back, or it was recorded in error; its pause ends.

    `undoing` is for taking one's own gesture back within the policy's seconds, which the caller
    checks; it asks no role of its own, but nobody may have taken the complaint meanwhile.
    Cardholders and systems that speak for them take back their own, except one that an authority
    passed on: that is taken back there.
    """
    if not undoing:
        require(staff, "withdraw_complaint", _whose(complaint_id))
    because = reason_given(reason)
    with transaction.atomic():
        complaint = _open(complaint_id)
        passed_on = complaint.channel == ComplaintChannel.REGULATOR
        if passed_on and staff.role in (CARDHOLDER, INTEGRATOR):
            raise Refused(
                Text(
                    "This complaint came through an authority. Please take it back there.",
                    "该投诉经监管机构转来，请向该机构申请撤回。",
                )
            )
        if undoing and complaint.owner:
            raise Refused(Text("Someone has taken it already.", "该投诉已有承办人。"))
        complaint.withdrawn_at, complaint.withdrawal_reason = at, because
        _save(complaint, "complaint_withdrawn", staff, at)
        _release(complaint, because, staff, at)
        return complaint


def _makes_sense(about: str, channel: str, complexity: str, owner: str) -> None:
    """Raise Refused for what no complaint can be."""
    if about not in ComplaintAbout.values:
        raise Refused(Text("Choose what the complaint is about.", "请选择投诉事由。"))
    if channel not in ComplaintChannel.values:
        raise Refused(Text("Say how the complaint reached us.", "请说明投诉渠道。"))
    _can_be(complexity)
    if owner:
        can_own(owner, HANDLE)


def _pause(complaint: Complaint, staff: Actor, at: datetime) -> None:
    """Stop contact for the days that policy names, so that someone looks at it first."""
    place_tied_hold(
        customer_id=complaint.customer_id,
        kind=HoldKind.COMPLAINT,
        days=int(policy(queries.COMPLAINTS, "hold_days", at).value),
        reason=f"{queries.COMPLAINTS}: {complaint.about}",
        cause=f"complaint:{complaint.pk}",
        staff=staff,
        at=at,
    )


def _release(complaint: Complaint, reason: str, staff: Actor, at: datetime) -> None:
    release_holds_caused_by(cause=f"complaint:{complaint.pk}", reason=reason, staff=staff, at=at)


def _remedy_fits(decision: str, remedy: Remedy | None, at: datetime) -> None:
    if (decision == Decision.REJECTED) != (remedy is None):
        raise Refused(
            Text(
                "A complaint that is upheld needs a remedy; a rejected one has none.",
                "投诉成立须填写补救措施；不成立则无需填写。",
            )
        )
    if remedy is not None:
        can_own(remedy.owner, HANDLE)
        if remedy.due_on < local_day(at, zone()):
            raise Refused(
                Text("The remedy is due before today.", "补救措施的完成日期不能早于今天。")
            )


def _can_be(complexity: str) -> None:
    if complexity not in AT_FIRST:
        raise Refused(Text("Say whether it is simple or complex.", "请选择简单或复杂。"))


def _reset_clock(
    complaint: Complaint, complexity: str, action: str, staff: Staff, at: datetime, **details: str
) -> Complaint:
    """The deadline by the new complexity, from the day of receipt."""
    received_on = local_day(complaint.received_at, zone())
    clock = queries.complaint_clock(
        queries.law_of(complaint.customer_id, received_on),
        received_on,
        complexity,
        extended=complexity == Complexity.SPECIAL,
    )
    complaint.complexity = complexity
    complaint.decide_by, complaint.decide_rule = clock.last_day, clock.rule
    return _save(
        complaint,
        action,
        staff,
        at,
        complexity=complexity,
        decide_by=clock.last_day.isoformat(),
        **details,
    )


def _whose(complaint_id: int) -> int | None:
    found = Complaint.objects.filter(pk=complaint_id)
    return found.values_list("customer_id", flat=True).first()


def _locked(complaint_id: int) -> Complaint:
    """The complaint, locked with all that is on record about its customer."""
    complaint = Complaint.objects.filter(pk=complaint_id).first()
    if complaint is None:
        raise Refused(Text("There is no such complaint.", "没有这项投诉。"))
    lock_facts(complaint.customer_id)
    complaint.refresh_from_db()
    if complaint.withdrawn_at is not None:
        raise Refused(Text("This complaint was withdrawn.", "该投诉已撤回。"))
    return complaint


def _open(complaint_id: int) -> Complaint:
    complaint = _locked(complaint_id)
    if complaint.answered_at is not None:
        raise Refused(Text("This complaint is answered already.", "该投诉已答复。"))
    return complaint


def _undecided(complaint_id: int) -> Complaint:
    complaint = _open(complaint_id)
    if complaint.decision:
        raise Refused(Text("This complaint is decided already.", "该投诉已有结论。"))
    return complaint


def _save(
    complaint: Complaint, action: str, staff: Actor, at: datetime, **details: str | int | None
) -> Complaint:
    complaint.journal_entry = enter(
        customer_id=complaint.customer_id,
        action=action,
        subject=f"complaint:{complaint.pk}",
        staff=staff,
        at=at,
        details=dict(details),
    )
    complaint.save()
    return complaint
