"""Which calls there are, were, and ring now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from fairdue.calls.models import Call, CallEnding, CallState, Direction
from fairdue.calls.rules.states import SUGGESTED
from fairdue.contact.models import UNMADE
from fairdue.people.models import Staff

OPERATOR_LOCK = 5_070_201
"""The advisory lock that the one process which telephones holds for as long as it lives."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call as the desk shows it."""

    id: int
    attempt_id: int | None
    customer_id: int | None
    case_id: int | None
    direction: str
    state: str
    ending: str
    number_masked: str
    name_masked: str
    staff_id: int | None
    asked_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    hanging_up: bool

    @property
    def is_over(self) -> bool:
        """It ended."""
        return self.state == CallState.ENDED

    @property
    def state_label(self) -> str:
        """Where it is, or how it ended."""
        return str(CallEnding(self.ending).label if self.ending else CallState(self.state).label)

    @property
    def suggested(self) -> str:
        """The outcome that its ending says by itself, or ""."""
        return SUGGESTED.get(self.ending, "")

    def talk_seconds(self, at: datetime) -> int:
        """How long both have been talking, in whole seconds; 0 where nobody answered."""
        until = self.ended_at or at
        return int((until - self.answered_at).total_seconds()) if self.answered_at else 0


def operator_is_there() -> bool:
    """Does a process hold the telephone right now?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s "
            "AND classid = 0 AND database = (SELECT oid FROM pg_database "
            "WHERE datname = current_database()))",
            [OPERATOR_LOCK],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def call_of_attempt(attempt_id: int) -> CallFacts | None:
    """The call that carries an attempt; None where it is dialled by hand."""
    row = _rows().filter(attempt_id=attempt_id).first()
    return _facts(row) if row else None


def call_of_staff(staff: Staff) -> CallFacts | None:
    """The call this person is on, or is being called for."""
    row = under_way().filter(staff=staff).first()
    return _facts(row) if row else None


def not_placed(staff: Staff) -> CallFacts | None:
    """The last call of this person, if it never reached its customer."""
    row = _rows().filter(staff=staff).order_by("-pk").first()
    is_so = row is not None and row.attempt is not None and row.attempt.outcome in UNMADE
    return _facts(row) if row is not None and is_so else None


def waiting_callers(staff: Staff, limit: int = 3) -> list[CallFacts]:
    """Calls that came in, ring, and that nobody took yet, the longest waiting first."""
    if staff.team_id is None:
        return []
    rows = under_way().filter(direction=Direction.INBOUND, staff=None)
    return [_facts(row) for row in rows.order_by("asked_at")[:limit]]


def under_way() -> QuerySet[Call]:
    """Calls that have not ended."""
    return _rows().exclude(state=CallState.ENDED)


def _rows() -> QuerySet[Call]:
    return Call.objects.select_related("customer", "attempt")


def _facts(row: Call) -> CallFacts:
    return CallFacts(
        id=row.pk,
        attempt_id=row.attempt_id,
        customer_id=row.customer_id,
        case_id=row.case_id,
        direction=row.direction,
        state=row.state,
        ending=row.ending,
        number_masked=row.number_masked,
        name_masked=row.customer.name_masked if row.customer else "",
        staff_id=row.staff_id,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        hanging_up=row.hang_up_asked_at is not None,
    )
