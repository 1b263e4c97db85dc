"""Tells people who are mentioned in a note, once the note is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fairdue.journal.actions import record
from fairdue.vault.sealing import vault
from fairdue.work.models import InboxEntry, InboxKind, InboxState, Note
from fairdue.work.queries.inbox import mentionable
from fairdue.work.rules.mentions import mentioned


def tell_mentioned(notes: Sequence[Note], at: datetime) -> int:
    """An entry in the inbox of everyone mentioned who may see the case, once for each note; gives
    how many are told. Inside the caller's transaction; `notes` come with their case and writer.
    """
    told = 0
    for note in notes:
        for person in mentionable(mentioned(vault().unseal(note.text_sealed)), note.written_by, at):
            if note.case_id is None or InboxEntry.objects.filter(note=note, recipient=person):
                continue
            entry = record(
                actor=note.written_by.username,
                action="mention_sent",
                at=at,
                subject=f"case:{note.case_id}",
                customer_id=note.customer_id,
                details={"to": person.pk, "note": note.pk},
            )
            InboxEntry.objects.create(
                kind=InboxKind.MENTION,
                state=InboxState.OPEN,
                customer_id=note.customer_id,
                case_id=note.case_id,
                sender=note.written_by,
                recipient=person,
                note=note,
                sent_at=at,
                journal_entry=entry,
            )
            told += 1
    return told
