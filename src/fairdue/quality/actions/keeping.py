"""Deletes the lines of transcripts at the end of the term of a recording of the talk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from fairdue.calls.queries.recordings import (
    duties_of_talk,
    held_by,
    open_matters,
    recording_of_call,
)
from fairdue.compliance.rules.retention import Term, last_retention_day, may_purge
from fairdue.identity.queries.policy import zone
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.verdict import Clause
from fairdue.quality.models import (
    DrawnTalk,
    ReviewTask,
    ScoreAppeal,
    SpokenFinding,
    State,
    Transcript,
)

KEEPER = "retention"
YOUNGEST = timedelta(days=365)
"""No law's term is shorter, so nothing younger is asked about."""


def may_delete(transcript: Transcript, at: datetime) -> tuple[Clause, ...]:
    """May its lines be deleted now? A clause for each duty, and one for all that holds them."""
    return may_purge(local_day(at, zone()), _duties(transcript, at), len(_held(transcript, at)))


def delete_old_lines(*, at: datetime) -> int:
    """Delete the lines whose term is over and that nothing holds; gives of how many talks."""
    old = Transcript.objects.filter(deleted_at=None, talked_at__lt=at - YOUNGEST)
    return sum(_delete(number, at) for number in old.order_by("pk").values_list("pk", flat=True))


def _delete(number: int, at: datetime) -> bool:
    with transaction.atomic():
        row = (
            Transcript.objects.select_for_update(of=("self",))
            .select_related("attempt__case", "call__case")
            .get(pk=number)
        )
        clauses = may_delete(row, at)
        if row.deleted_at is not None or not all(clause.allowed for clause in clauses):
            return False
        row.journal_entry = record(
            actor=KEEPER,
            action="transcript_deleted",
            at=at,
            subject=f"transcript:{row.pk}",
            customer_id=row.customer_id,
            details={
                "digest": row.digest,
                "kept_until": str(last_retention_day(_duties(row, at))),
                "because": sorted({clause.rule for clause in clauses}),
            },
        )
        row.lines_sealed, row.deleted_at = None, at
        row.save(update_fields=["journal_entry", "lines_sealed", "deleted_at"])
    return True


def _duties(row: Transcript, at: datetime) -> tuple[Term, ...]:
    talk = row.attempt or row.call
    return duties_of_talk(
        customer_id=row.customer_id,
        talked_at=row.talked_at,
        case=talk.case if talk else None,
        outcome=row.attempt.outcome if row.attempt else "",
        at=at,
    )


def _held(row: Transcript, at: datetime) -> list[str]:
    """Holds on the recording of the same call, open matters, and reviews under way."""
    recording = recording_of_call(row.call_id) if row.call_id else None
    held = held_by(recording, at) if recording else open_matters(row.customer_id, at)
    undecided = SpokenFinding.objects.filter(
        transcript=row, state__in=(State.OPEN, State.SECOND_LOOK)
    )
    tasks = ReviewTask.objects.filter(finding__transcript=row, done_at=None)
    which = Q(attempt=row.attempt_id) if row.attempt_id else Q(call=row.call_id)
    appeals = ScoreAppeal.objects.filter(
        decided_at=None, score__talk__in=DrawnTalk.objects.filter(which)
    )
    return [
        *held,
        *(f"spoken_finding:{pk}" for pk in undecided.values_list("pk", flat=True)),
        *(f"review_task:{pk}" for pk in tasks.values_list("pk", flat=True)),
        *(f"score_appeal:{pk}" for pk in appeals.values_list("pk", flat=True)),
    ]
