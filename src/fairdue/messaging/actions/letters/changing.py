"""One change of a letter's message, with its entry, and the attempt in step."""

from __future__ import annotations

from datetime import datetime

from fairdue.journal.models import Entry
from fairdue.messaging.actions.changing import Change
from fairdue.messaging.actions.changing import change as change_message
from fairdue.messaging.models import MessageState, PaperLetter


def change(
    letter: PaperLetter,
    state: MessageState,
    *,
    actor: str,
    at: datetime,
    problem: str = "",
    **details: object,
) -> Entry:
    """Journal the change and make it, inside the caller's transaction; gives the entry.

    The journal is told the letter's reference with the rest of `details`.
    """
    told = {"letter": letter.reference, **details}
    change_message(letter.message, Change(state, problem, told), actor=actor, at=at)
    return letter.message.journal_entry
