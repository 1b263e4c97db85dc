"""Which recordings there are, who may hear them, and until when they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from fairdue.calls.models import Call, Recording, RecordingHold
from fairdue.calls.queries.policy import keeping_years
from fairdue.calls.rules.keeping import Spoken, terms
from fairdue.calls.rules.listening import NOT_YOURS, Listener, may_listen
from fairdue.care.queries.incidents import holding
from fairdue.compliance import queries as compliance
from fairdue.compliance.queries.clocks import law_of
from fairdue.compliance.rules.retention import Term, last_retention_day, may_purge
from fairdue.contact.models import UNANSWERED, Attempt, Channel, Outcome
from fairdue.contact.queries import AttemptFacts, attempts_of
from fairdue.delinquency.models import Case
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.people.models import Staff
from fairdue.people.rules import may
from fairdue.work.queries import zone

PLANS = (Outcome.PLAN, Outcome.PROMISE)
UNKNOWN_LAW = "CN"
"""Whose law keeps the recording of a caller nobody knows: that of the lender's own country."""


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """A recording as lists show it."""

    id: int
    attempt_id: int | None
    customer_id: int | None
    made_at: datetime
    milliseconds: int
    is_deleted: bool
    may_listen: bool

    @property
    def length(self) -> str:
        """As 1:05."""
        minutes, seconds = divmod(round(self.milliseconds / 1000), 60)
        return f"{minutes}:{seconds:02}"


def place_of(file_name: str) -> Path:
    """Where the sealed file of a recording lies."""
    folder: Path = settings.VAR / "recordings"
    return folder / file_name


def recording_for(recording_id: int, staff: Staff) -> Recording:
    """A recording that this person may hear. Raises Refused for any other."""
    row = _rows().filter(pk=recording_id).first()
    if row is None or not _may(staff, row):
        raise Refused(NOT_YOURS)
    if row.deleted_at is not None:
        raise Refused(
            Text(
                "This recording was deleted at the end of its term.",
                "该录音已于保存期限届满后删除。",
            )
        )
    return row


def recording_of_call(call_id: int) -> Recording | None:
    """The recording of a call that still has its file; None where there is none."""
    return _rows().filter(call_id=call_id, deleted_at=None).order_by("pk").first()


def recording_of_attempt(attempt_id: int) -> list[Recording]:
    """Recordings of an attempt that still have their file, the oldest first."""
    return list(_rows().filter(call__attempt_id=attempt_id, deleted_at=None).order_by("pk"))


def recordings_of(customer_id: int, staff: Staff) -> list[RecordingFacts]:
    """The customer's recordings, newest first, and whether this person may hear them."""
    return [
        RecordingFacts(
            id=row.pk,
            attempt_id=row.call.attempt_id,
            customer_id=row.customer_id,
            made_at=row.made_at,
            milliseconds=row.milliseconds,
            is_deleted=row.deleted_at is not None,
            may_listen=row.deleted_at is None and _may(staff, row),
        )
        for row in _rows().filter(customer_id=customer_id).order_by("-made_at", "-pk")[:50]
    ]


def calls_without(customer_id: int, staff: Staff) -> list[AttemptFacts]:
    """This person's answered, finished calls with the customer that have no recording."""
    kept = Recording.objects.filter(customer_id=customer_id).values_list("call__attempt_id")
    recorded = {attempt_id for (attempt_id,) in kept}
    return [
        each
        for each in attempts_of(customer_id)
        if each.channel == Channel.CALL
        and each.made_by == staff.username
        and each.outcome not in {"", *UNANSWERED}
        and each.id not in recorded
    ]


def duties(recording: Recording, at: datetime) -> tuple[Term, ...]:
    """Every duty to keep a recording, by the law that protects its customer."""
    call = recording.call
    return duties_of_talk(
        customer_id=recording.customer_id,
        talked_at=recording.made_at,
        case=call.case,
        outcome=call.attempt.outcome if call.attempt else "",
        at=at,
    )


def duties_of_talk(
    *, customer_id: int | None, talked_at: datetime, case: Case | None, outcome: str, at: datetime
) -> tuple[Term, ...]:
    """Every duty to keep what was said in a talk, whatever it is kept as."""
    today, called_on = local_day(at, zone()), local_day(talked_at, zone())
    law = law_of(customer_id, today) if customer_id else UNKNOWN_LAW
    last = _last_activity(customer_id) or today if customer_id else called_on
    spoken = Spoken(
        law=law,
        called_on=called_on,
        last_activity_on=max(called_on, min(today, last)),
        plan_made=outcome in PLANS,
        plan_settled_on=case.closed_on if case else called_on,
    )
    return terms(spoken, keeping_years(law, today))


def keep_until(recording: Recording, at: datetime) -> date | None:
    """The last day it must be kept, holds aside; None while a duty has no end."""
    return last_retention_day(duties(recording, at))


def may_delete(recording: Recording, at: datetime) -> tuple[Clause, ...]:
    """May it be deleted now? One clause for each duty, and one for all that holds it."""
    return may_purge(local_day(at, zone()), duties(recording, at), len(held_by(recording, at)))


def held_by(recording: Recording, at: datetime) -> list[str]:
    """What forbids deleting it whatever its term: holds on it, incidents that it
    is evidence of, and matters still open.
    """
    found = [f"hold:{hold.pk}" for hold in recording.holds.filter(released_at=None)]
    found += holding(recording.call.attempt_id, at)
    customer_id = recording.customer_id
    return found if customer_id is None else [*found, *open_matters(customer_id, at)]


def open_matters(customer_id: int, at: datetime) -> list[str]:
    """What of a customer's is still open and may need what was said as evidence."""
    disputes = compliance.disputes_of(customer_id)
    complaints = compliance.complaints_of(customer_id)
    return [
        *(f"dispute:{each.id}" for each in disputes if each.is_open),
        *(f"complaint:{each.id}" for each in complaints if each.is_open),
        *(f"contact_hold:{each.id}" for each in compliance.holds_in_force(customer_id, at)),
    ]


def standing_holds(recording: Recording) -> Sequence[RecordingHold]:
    """Legal holds on it that were not released."""
    return list(recording.holds.filter(released_at=None).order_by("placed_at"))


def old_recordings(before: datetime) -> QuerySet[Recording]:
    """Recordings that still have their file, of calls made before a moment; oldest first."""
    return _rows().filter(deleted_at=None, made_at__lt=before).order_by("made_at", "pk")


def _last_activity(customer_id: int) -> date | None:
    """The day of the newest contact with a customer, either way."""
    made = Attempt.objects.filter(customer_id=customer_id).order_by("-made_at").first()
    came = Call.objects.filter(customer_id=customer_id).order_by("-asked_at").first()
    moments = [each.made_at for each in [made] if each] + [each.asked_at for each in [came] if each]
    return local_day(max(moments), zone()) if moments else None


def _may(staff: Staff, row: Recording) -> bool:
    by = row.call.staff
    listener = Listener(staff.username, staff.role, staff.team_id)
    return may(staff, "listen_recording") and may_listen(
        listener, by.username if by else "", by.team_id if by else None
    )


def _rows() -> QuerySet[Recording]:
    return Recording.objects.select_related("call__attempt", "call__staff", "call__case")
