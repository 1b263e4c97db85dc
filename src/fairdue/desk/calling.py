"""What the workbench shows of the telephone: the call that goes on, callers, and the dialler."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from fairdue.calls.models import SeatState
from fairdue.calls.queries import calls, dialler
from fairdue.calls.queries.policy import recording_policy
from fairdue.contact.models import Outcome
from fairdue.contact.queries import open_attempt
from fairdue.desk.outcomes import KEY_GROUPS
from fairdue.people.models import Staff
from fairdue.telephony import dials_by_itself

DURING_A_CALL, AT_REST = 1, 2
"""Seconds between two looks at the telephone."""


@dataclass(frozen=True, slots=True)
class TelephoneLine:
    """The strip's content. `attempt_id`: the attempt the desk shows, or should."""

    attempt_id: int | None
    call: calls.CallFacts | None
    callers: list[calls.CallFacts]
    dialler_runs: bool
    seat: str
    leaving: bool
    at: datetime
    is_there: bool
    records: bool
    """Calls through the line are recorded."""

    @property
    def every_seconds(self) -> int:
        """How often the page looks again."""
        return DURING_A_CALL if self.call and not self.call.is_over else AT_REST

    @property
    def talked(self) -> str:
        """How long they have been talking, as 1:05; "" where nobody answered."""
        if self.call is None or self.call.answered_at is None:
            return ""
        minutes, seconds = divmod(self.call.talk_seconds(self.at), 60)
        return f"{minutes}:{seconds:02}"

    @property
    def suggested(self) -> str:
        """The outcome that the call's end says by itself, or ""."""
        return self.call.suggested if self.call else ""

    @property
    def suggested_label(self) -> str:
        """Its name."""
        return str(Outcome(self.suggested).label) if self.suggested else ""

    @property
    def suggested_key(self) -> str:
        """The key that records it."""
        keys = (key for group in KEY_GROUPS for key in group.keys)
        return next((key.shown for key in keys if key.outcome == self.suggested), "")

    @property
    def is_ready(self) -> bool:
        """The collector waits for the dialler's next call."""
        return self.seat == SeatState.READY

    @property
    def sits(self) -> bool:
        """The dialler calls for this collector."""
        return self.seat in (SeatState.READY, SeatState.RESERVED) and not self.leaving

    @property
    def digest(self) -> str:
        """Equal for equal strips: the page is not told what it shows already."""
        shown = (self.attempt_id, self.call, self.callers, self.seat, self.leaving, self.talked)
        return sha256(repr((*shown, self.dialler_runs, self.is_there)).encode()).hexdigest()[:16]


def telephone_line(staff: Staff, at: datetime) -> TelephoneLine | None:
    """What there is to show; None where calls are dialled by hand."""
    if not dials_by_itself():
        return None
    attempt = open_attempt(staff)
    seat = dialler.seat_of(staff)
    own = calls.call_of_attempt(attempt.id) if attempt else None
    going_on = own if own and not own.is_over else calls.call_of_staff(staff)
    run = seat or (dialler.run_of_team(staff.team_id) if staff.team_id else None)
    return TelephoneLine(
        attempt_id=attempt.id if attempt else None,
        call=going_on or own,
        callers=calls.waiting_callers(staff),
        dialler_runs=run is not None,
        seat=seat.state if seat else "",
        leaving=bool(seat and seat.leaving),
        at=at,
        is_there=calls.operator_is_there(),
        records=recording_policy(at).records,
    )
