"""Which talk a transcript is of: an attempt of ours, or a call that came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.calls.models import Call
from fairdue.contact.models import Attempt
from fairdue.delinquency.models import Case
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff


@dataclass(frozen=True, slots=True)
class TalkOf:
    """A talk with a customer, as far as it is known."""

    customer_id: int
    attempt_id: int | None
    call_id: int | None
    channel: str
    """As in contact: call, sms, …"""
    outcome: str
    case: Case | None
    spoken_by: str
    """The collector's name for sign-in; "" where nobody of ours is known."""
    staff: Staff | None
    talked_at: datetime
    line: str
    """What carried it: an agent of telephony, by_hand, or "" for a chat."""


def talk_of(reference: str) -> TalkOf:
    """The talk of a reference, `attempt:12` or `call:3`. Raises Refused where there is none, and
    for a caller whom nobody knows.
    """
    kind, _, number = reference.partition(":")
    if kind == "attempt":
        found = Attempt.objects.select_related("case").filter(pk=int(number)).first()
        if found is not None:
            return _of_attempt(found)
    if kind == "call":
        call = Call.objects.select_related("attempt__case", "case", "staff")
        known = call.filter(pk=int(number)).first()
        if known is not None:
            return _of_call(known)
    raise Refused(
        Text(
            f"There is no {reference or 'call'}. Name the attempt or the call as its number in "
            "the timeline: attempt: 12.",
            f"没有“{reference or '该通话'}”，请按时间线中的编号注明，如attempt: 12。",
        )
    )


def _of_attempt(attempt: Attempt) -> TalkOf:
    call = Call.objects.select_related("staff").filter(attempt=attempt).first()
    staff = Staff.objects.filter(username=attempt.made_by).first()
    return TalkOf(
        customer_id=attempt.customer_id,
        attempt_id=attempt.pk,
        call_id=call.pk if call else None,
        channel=attempt.channel,
        outcome=attempt.outcome,
        case=attempt.case,
        spoken_by=attempt.made_by,
        staff=staff,
        talked_at=(call.answered_at if call else None) or attempt.made_at,
        line=call.line if call else "",
    )


def _of_call(call: Call) -> TalkOf:
    if call.attempt is not None:
        return _of_attempt(call.attempt)
    if call.customer_id is None:
        raise Refused(
            Text(
                f"Nobody knows who called in call {call.pk}, so there is nobody's file to keep its "
                "transcript in.",
                f"通话{call.pk}的来电人身份不明，无法归入客户档案。",
            )
        )
    return TalkOf(
        customer_id=call.customer_id,
        attempt_id=None,
        call_id=call.pk,
        channel="call",
        outcome="",
        case=call.case,
        spoken_by=call.staff.username if call.staff else "",
        staff=call.staff,
        talked_at=call.answered_at or call.asked_at,
        line=call.line,
    )
