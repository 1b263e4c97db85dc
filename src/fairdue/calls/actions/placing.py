"""Asking for a call, and for its end. The operator does what is asked; the database carries it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.calls.actions.changing import OPERATOR, end_if_not_placed, entry_of, wake
from fairdue.calls.models import Call, CallState, Direction
from fairdue.calls.queries.callers import caller_of
from fairdue.calls.queries.calls import operator_is_there
from fairdue.calls.rules.states import CANCELLED
from fairdue.contact.models import Attempt
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.telephony import dials_by_itself
from fairdue.training.queries import require_certificate


def can_dial_for(staff: Staff) -> bool:
    """Is there a telephone that dials, awake, and one of the collector's own for it to ring?"""
    return dials_by_itself() and bool(staff.telephone) and operator_is_there()


def place(*, attempt: Attempt, staff: Staff, at: datetime, run_id: int | None = None) -> Call:
    """Put the call of an attempt on its way, in the transaction that stores the attempt.

    `run_id` names the dialler's run that asks for it; the database refuses one whose collector
    isn't reserved. Raises Refused for someone without a telephone of their own.
    """
    if not staff.telephone:
        raise Refused(
            Text(
                "Your telephone isn't set: enter its extension under “My telephone”.",
                "尚未设置您的话机，请在“我的话机”中填写分机号。",
            )
        )
    entry = record(
        actor=staff.username,
        action="call_asked",
        at=at,
        subject=f"attempt:{attempt.pk}",
        customer_id=attempt.customer_id,
        details={"contact_point": attempt.contact_point_id, "run": run_id},
    )
    point = attempt.contact_point
    call = Call.objects.create(
        journal_entry=entry,
        attempt=attempt,
        customer_id=attempt.customer_id,
        case_id=attempt.case_id,
        contact_point=point,
        staff=staff,
        run_id=run_id,
        direction=Direction.OUTBOUND,
        number_masked=point.value_masked if point else "",
        asked_at=at,
    )
    wake()
    return call


def hang_up(*, call_id: int, staff: Staff, at: datetime) -> None:
    """Ask for the end of one's own call; nothing happens where it is over already.

    A call that nobody placed yet ends at once, and was no contact. Raises Refused for someone
    else's call.
    """
    require(staff, "contact")
    with transaction.atomic():
        call = _hang_up(call_id, staff, at)
        end_if_not_placed(call, actor=staff.username, at=at)


def _hang_up(call_id: int, staff: Staff, at: datetime) -> Call:
    with transaction.atomic():
        call = _own(call_id, staff)
        if call.state == CallState.ENDED or call.hang_up_asked_at is not None:
            return call
        entry_of(call, "hang_up_asked", actor=staff.username, at=at)
        call.hang_up_asked_at = at
        if call.state == CallState.QUEUED:
            call.state, call.ending, call.ended_at = CallState.ENDED, CANCELLED, at
        call.save()
        wake()
    return call


def hang_up_for_attempt(*, attempt_id: int, staff: Staff, at: datetime) -> None:
    """End the call of an attempt, if it has one that goes on: its outcome is being recorded."""
    going_on = Call.objects.filter(attempt_id=attempt_id).exclude(state=CallState.ENDED)
    for call_id in going_on.values_list("pk", flat=True):
        _hang_up(call_id, staff, at)


def take_caller(*, call_id: int, staff: Staff, at: datetime) -> Call:
    """Take a call that came in; one's own telephone rings and is connected.

    The first to take it gets it. Raises Refused when a colleague was quicker, when the caller
    gave up, when one is on another call or isn't certified, and without a telephone of one's own.
    """
    require(staff, "contact")
    require_certificate(staff, at)
    if not staff.telephone:
        raise Refused(
            Text("Your telephone isn't set; an administrator sets it.", "尚未设置您的话机。")
        )
    with transaction.atomic():
        Staff.objects.select_for_update().get(pk=staff.pk)
        call = Call.objects.select_for_update().filter(pk=call_id).first()
        if call is None or call.direction != Direction.INBOUND or call.state == CallState.ENDED:
            raise Refused(Text("The caller has hung up.", "来电者已挂断。"))
        if call.staff_id not in (None, staff.pk):
            raise Refused(Text("A colleague has taken this call.", "同事已接听此来电。"))
        others = Call.objects.filter(staff=staff).exclude(state=CallState.ENDED)
        if others.exclude(pk=call.pk).exists():
            raise Refused(Text("Hang up your other call first.", "请先挂断当前通话。"))
        entry_of(call, "caller_taken", actor=staff.username, at=at)
        call.staff, call.answer_asked_at = staff, at
        call.save()
        wake()
    return call


def came_in(*, handle: str, line: str, number: str, at: datetime) -> Call:
    """Keep a call that came in: whose number it is, if it is exactly one customer's.

    The number itself isn't kept, only its mask: of an unknown caller nothing more is known.
    """
    caller = caller_of(number)
    with transaction.atomic():
        entry = record(
            actor=OPERATOR,
            action="call_came_in",
            at=at,
            subject=f"customer:{caller.customer_id}" if caller.customer_id else "",
            customer_id=caller.customer_id,
            details={"contact_point": caller.contact_point_id, "case": caller.case_id},
        )
        return Call.objects.create(
            journal_entry=entry,
            customer_id=caller.customer_id,
            case_id=caller.case_id,
            contact_point_id=caller.contact_point_id,
            direction=Direction.INBOUND,
            state=CallState.RINGING,
            line=line,
            handle=handle,
            number_masked=caller.number_masked,
            asked_at=at,
            rang_at=at,
        )


def _own(call_id: int, staff: Staff) -> Call:
    call = Call.objects.select_for_update().filter(pk=call_id).first()
    if call is None or call.staff_id != staff.pk:
        raise Refused(Text("This is not a call of yours.", "这不是您的通话。"))
    return call
