"""Lets the transcriber write down recordings that have no transcript yet."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from fairdue.calls.actions.recordings import workroom
from fairdue.calls.models import Recording
from fairdue.calls.queries.recordings import place_of
from fairdue.contact import queries as contact
from fairdue.people.actors import Machine
from fairdue.quality.actions.taking_in import take_lines
from fairdue.quality.models import Transcript, TranscriptSource
from fairdue.quality.transcribing import Transcriber
from fairdue.vault.files import SealedFile

WRITER = Machine("transcriber")


def waiting_recordings(limit: int) -> list[Recording]:
    """Recordings of known customers that have no transcript, the oldest first."""
    done = Transcript.objects.filter(call__isnull=False).values("call_id")
    rows = Recording.objects.filter(deleted_at=None, customer__isnull=False).exclude(
        call_id__in=done
    )
    return list(rows.select_related("call").order_by("made_at", "pk")[:limit])


def transcribe(recording: Recording, by: Transcriber, *, at: datetime) -> int:
    """Write down one recording; gives how many findings there are.

    The plain sound lies in a file of its own, which nobody else can read, only meanwhile. What
    the transcriber raises is handed on, and nothing is kept. Raises Refused for a recording in
    which nobody said anything.
    """
    assert recording.customer_id is not None, "only calls with known customers are written down"
    language = contact.language_of(recording.customer_id, at)
    with tempfile.NamedTemporaryFile(dir=workroom(), suffix=".flac") as plain:
        with SealedFile(place_of(recording.file_name)) as sealed:
            for part in sealed.read(0, sealed.length):
                plain.write(part)
        plain.flush()
        lines = tuple(by.transcribe(Path(plain.name), language))
    _row, found = take_lines(
        reference=f"call:{recording.call_id}",
        lines=lines,
        language=language,
        source=TranscriptSource.TRANSCRIBER,
        staff=WRITER,
        at=at,
    )
    return found
