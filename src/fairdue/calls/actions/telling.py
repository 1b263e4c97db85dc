"""What a line tells, taken into the database: one event of the telephone, one signal of a call."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import singledispatch

from fairdue.calls.actions.changing import take_lifted, take_signal
from fairdue.calls.actions.placing import came_in
from fairdue.calls.actions.recordings import keep_recording, tell_unrecorded
from fairdue.calls.models import Call, CallState, Direction
from fairdue.calls.rules import states
from fairdue.kernel.refusal import Refused
from fairdue.telephony import (
    Answered,
    Busy,
    Declined,
    Ended,
    Event,
    Failed,
    Inbound,
    NoAnswer,
    Recorded,
    Ringing,
    Unrecorded,
)

_log = logging.getLogger(__name__)

_FAILURES = {
    "collector_away": states.STAFF_MISSED,
    "no_such_number": states.INVALID,
    "line": states.LOST,
}


def take_event(event: Event, *, line: str, at: datetime) -> None:
    """Take an event of the line named `line`; one of a call nobody knows, or that is over, is left.

    Idempotent, so that an event whose storing failed half-way can be taken again.
    """
    if isinstance(event, Inbound):
        if _call_of(event, line) is None:
            came_in(handle=event.call, line=line, number=event.from_number, at=at)
        return
    call = _call_of(event, line)
    if call is None:
        return
    if isinstance(event, Recorded | Unrecorded):
        _take_recording(event, call, at)
        return
    if isinstance(event, Answered) and event.side == "collector":
        take_lifted(call_id=call.pk, at=at)
    told = _signal(event)
    if told is not None:
        signal, ending = told
        if call.direction == Direction.INBOUND and isinstance(event, Ringing):
            return  # it is the collector's telephone that rings; the caller's did before
        code = event.code if isinstance(event, Failed) else 0
        take_signal(call_id=call.pk, signal=signal, at=at, ending=ending, code=code)


def _call_of(event: Event, line: str) -> Call | None:
    rows = Call.objects.filter(handle=event.call, line=line)
    if isinstance(event, Inbound):
        rows = rows.exclude(state=CallState.ENDED)  # lines begin their numbering anew
    return rows.order_by("-pk").first() if event.call else None


def _take_recording(event: Recorded | Unrecorded, call: Call, at: datetime) -> None:
    if isinstance(event, Unrecorded):
        tell_unrecorded(call_id=call.pk, at=at)
        return
    if not event.path.exists():
        return  # it was kept before
    try:
        keep_recording(call_id=call.pk, path=event.path, at=at)
    except Refused:
        _log.warning("the recording of call %s can't be read", call.pk)
        tell_unrecorded(call_id=call.pk, at=at)
    event.path.unlink(missing_ok=True)


@singledispatch
def _signal(event: Event) -> tuple[str, str] | None:
    """The signal an event is of its call, with the ending of a final one; None: none."""
    return None


@_signal.register
def _(event: Ringing) -> tuple[str, str]:
    return (states.STARTED if event.side == "collector" else states.RANG), ""


@_signal.register
def _(event: Answered) -> tuple[str, str] | None:
    return (states.ANSWERED, "") if event.side == "customer" else None


@_signal.register
def _(event: Busy) -> tuple[str, str]:
    return states.STOPPED, states.BUSY


@_signal.register
def _(event: Declined) -> tuple[str, str]:
    return states.STOPPED, states.DECLINED


@_signal.register
def _(event: NoAnswer) -> tuple[str, str]:
    return states.STOPPED, states.NO_ANSWER


@_signal.register
def _(event: Failed) -> tuple[str, str]:
    return states.STOPPED, _FAILURES.get(event.why, states.FAILED)


@_signal.register
def _(event: Ended) -> tuple[str, str]:
    return states.STOPPED, states.HUNG_UP
