"""What happens to a call, written with its journal entry, in whatever order it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from fairdue.calls.models import Call, CallState
from fairdue.calls.rules.states import (
    ANSWERED,
    RANG,
    STARTED,
    STOPPED,
    Stand,
    follow,
    reached_nobody,
)
from fairdue.contact.actions import record_not_placed
from fairdue.journal.actions import record
from fairdue.journal.models import Entry

OPERATOR = "operator"
"""Who acts in the journal where the telephone itself tells."""

WAKE = "fairdue_calls"
"""The database's channel on which the operator is woken."""

_MOMENTS = {STARTED: "started_at", RANG: "rang_at", ANSWERED: "answered_at", STOPPED: "ended_at"}


def take_signal(
    *, call_id: int, signal: str, at: datetime, ending: str = "", code: int = 0
) -> Call | None:
    """Take a call where a signal takes it; None where it changes nothing.

    `signal`, `ending`: of `rules.states`; `code`: the network's status of a failure, 0 for none.
    """
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=call_id)
        to = follow(Stand(call.state, call.ending, call.answered_at is not None), signal, ending)
        if to is None:
            return None
        call.state, call.ending = to.state, to.ending
        call.code = code or call.code
        setattr(call, _MOMENTS[signal], at)
        told = {"ending": to.ending, "code": code} if signal == STOPPED else {}
        entry_of(call, f"call_{signal}", actor=OPERATOR, at=at, details=told)
        call.save()
        end_if_not_placed(call, actor=OPERATOR, at=at)
    return call


def end_if_not_placed(call: Call, *, actor: str, at: datetime) -> None:
    """End the attempt of a call that is over and never reached the customer: it was no contact.

    Inside the transaction that ended the call. An attempt with an outcome keeps it.
    """
    told = {"lifted": call.lifted_at, "rang": call.rang_at, "answered": call.answered_at}
    seen = {name: moment is not None for name, moment in told.items()}
    if call.attempt_id is not None and reached_nobody(call.ending, **seen):
        record_not_placed(
            attempt_id=call.attempt_id,
            actor=actor,
            at=at,
            details={"call": call.pk, "ending": call.ending},
        )


def take_lifted(*, call_id: int, at: datetime) -> None:
    """The collector's telephone was lifted; the first time counts."""
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=call_id)
        if call.lifted_at is None and call.state != CallState.ENDED:
            entry_of(call, "call_lifted", actor=OPERATOR, at=at)
            call.lifted_at = at
            call.save()


def entry_of(
    call: Call, action: str, *, actor: str, at: datetime, details: dict[str, Any] | None = None
) -> Entry:
    """Write what happens to a call into the journal, and let the call rest on it."""
    call.journal_entry = record(
        actor=actor,
        action=action,
        at=at,
        subject=f"call:{call.pk}",
        customer_id=call.customer_id,
        details=details or {},
    )
    return call.journal_entry


def wake() -> None:
    """Wake the operator once the transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {WAKE}")
