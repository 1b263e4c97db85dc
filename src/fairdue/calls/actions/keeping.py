"""Legal holds on recordings, and deleting at the end of the term."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fairdue.calls.actions.recordings import workroom
from fairdue.calls.models import Recording, RecordingHold
from fairdue.calls.queries.recordings import keep_until, may_delete, old_recordings, place_of
from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.vault.files import SealedFile, file_sha256
from fairdue.vault.sealing import SealBrokenError

KEEPER = "retention"
YOUNGEST = timedelta(days=365)
"""No law's term is shorter, so nothing younger is asked about."""

LEFT_BEHIND = timedelta(hours=1)


def hold_recording(*, recording_id: int, reason: str, staff: Staff, at: datetime) -> RecordingHold:
    """Keep a recording whatever its term, until released. Raises Refused without a reason, and
    for a recording that is gone.
    """
    require(staff, "hold_recording")
    because = reason_given(reason)
    with transaction.atomic():
        recording = Recording.objects.select_for_update().filter(pk=recording_id).first()
        if recording is None or recording.deleted_at is not None:
            raise Refused(Text("There is no such recording any more.", "该录音已不存在。"))
        entry = record(
            actor=staff.username,
            action="recording_held",
            at=at,
            subject=f"recording:{recording.pk}",
            customer_id=recording.customer_id,
        )
        return RecordingHold.objects.create(
            journal_entry=entry,
            recording=recording,
            customer_id=recording.customer_id,
            reason=because,
            placed_by=staff.username,
            placed_at=at,
        )


def release_recording(*, hold_id: int, staff: Staff, at: datetime) -> RecordingHold:
    """End a legal hold. Raises Refused when there is none of that number."""
    require(staff, "hold_recording")
    with transaction.atomic():
        hold = (
            RecordingHold.objects.select_for_update().filter(pk=hold_id, released_at=None).first()
        )
        if hold is None:
            raise Refused(Text("This hold was released already.", "该保全已解除。"))
        hold.journal_entry = record(
            actor=staff.username,
            action="recording_released",
            at=at,
            subject=f"recording:{hold.recording_id}",
            customer_id=hold.customer_id,
        )
        hold.released_by, hold.released_at = staff.username, at
        hold.save(update_fields=["journal_entry", "released_by", "released_at"])
    return hold


def delete_due(*, at: datetime) -> int:
    """Delete every recording whose term is over and that nothing holds; gives how many.

    The row stays, with the entry that says under which rules it went. First the row, then the
    file: what is killed in between leaves a file without a living row, which goes the next time.
    """
    deleted = 0
    for recording in old_recordings(at - YOUNGEST).iterator(chunk_size=500):
        if all(clause.allowed for clause in may_delete(recording, at)):
            deleted += _delete(recording.pk, at)
    sweep()
    return deleted


def _delete(recording_id: int, at: datetime) -> bool:
    with transaction.atomic():
        recording = (
            Recording.objects.select_for_update(of=("self",))
            .select_related("call__attempt", "call__case", "call__staff")
            .get(pk=recording_id)
        )
        clauses = may_delete(recording, at)
        if recording.deleted_at is not None or not all(clause.allowed for clause in clauses):
            return False
        recording.journal_entry = record(
            actor=KEEPER,
            action="recording_deleted",
            at=at,
            subject=f"recording:{recording.pk}",
            customer_id=recording.customer_id,
            details={
                "sealed_sha256": recording.sealed_sha256,
                "kept_until": str(keep_until(recording, at)),
                "because": sorted({clause.rule for clause in clauses}),
            },
        )
        recording.deleted_at = at
        recording.save(update_fields=["journal_entry", "deleted_at"])
    place_of(recording.file_name).unlink(missing_ok=True)
    return True


def sweep() -> int:
    """Delete sealed files that no living row names, unless they are being written just now."""
    folder: Path = settings.VAR / "recordings"
    living = set(Recording.objects.filter(deleted_at=None).values_list("file_name", flat=True))
    oldest, gone = _oldest_that_counts(), 0
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in living and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _oldest_that_counts() -> float:
    """By the file system's own clock, which has nothing to do with a demonstration's."""
    with tempfile.NamedTemporaryFile(dir=workroom()) as now:
        return Path(now.name).stat().st_mtime - LEFT_BEHIND.total_seconds()


def faults() -> list[tuple[int, str]]:
    """(recording, what is wrong) of every file that is not what the journal's entry says.

    `missing`, `altered` (other bytes than were kept) or `unreadable` (doesn't open, or opens to
    other sound).
    """
    found = []
    for recording in Recording.objects.filter(deleted_at=None).order_by("pk").iterator():
        fault = _fault(recording)
        if fault:
            found.append((recording.pk, fault))
    return found


def _fault(recording: Recording) -> str:
    path = place_of(recording.file_name)
    if not path.is_file():
        return "missing"
    if file_sha256(path) != recording.sealed_sha256:
        return "altered"
    try:
        with SealedFile(path) as file:
            return "" if file.plain_sha256() == recording.plain_sha256 else "unreadable"
    except SealBrokenError:
        return "unreadable"
