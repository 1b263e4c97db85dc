"""Notes, saved as they are typed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.vault.sealing import vault
from fairdue.work.models import Note

NOTE_LENGTH_MAX = 4_000


def save_note(
    *,
    customer_id: int,
    case_id: int | None,
    text: str,
    staff: Staff,
    at: datetime,
    note_id: int | None = None,
) -> Note:
    """Save a note as it is typed: the author's open note on the case is updated, else made.

    Sealed at rest. Raises Refused when `note_id` names a closed note or someone else's, and for
    a text that is too long.
    """
    require(staff, "write_note")
    if len(text) > NOTE_LENGTH_MAX:
        raise Refused(
            Text(
                f"Keep a note within {NOTE_LENGTH_MAX} characters.",
                f"备注请控制在{NOTE_LENGTH_MAX}字以内。",
            )
        )
    with transaction.atomic():
        mine = Note.objects.select_for_update().filter(
            customer_id=customer_id, written_by=staff, closed_at=None
        )
        if note_id is not None:
            note = mine.filter(pk=note_id).first()
            if note is None:
                raise Refused(
                    Text(
                        "This note is closed or not yours; write a new one.",
                        "该备注已定稿或非您所写，请另写一条。",
                    )
                )
        else:
            note = mine.filter(case=case_id).order_by("-id").first()
        if note is None:
            note = Note(customer_id=customer_id, case_id=case_id, written_by=staff)
        note.text_sealed, note.written_at = vault().seal(text), at
        note.save()
    return note
