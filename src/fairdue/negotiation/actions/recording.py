"""What every change here has in common: one at a time for a customer, notes that are sealed."""

from __future__ import annotations

from django.db import connection

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.portfolio.queries import customer
from fairdue.vault.sealing import vault

NOTE_LENGTH_MAX = 2000


def lock_customer(customer_id: int) -> None:
    """Let no one else agree or record anything for a customer until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('negotiation', %s))", [customer_id]
        )


def somebody(customer_id: int) -> None:
    """Raise Refused unless there is such a customer."""
    if customer(customer_id) is None:
        raise Refused(Text("There is no such customer.", "没有该客户。"))


def sealed_note(note: str) -> bytes | None:
    """The note sealed; None where there is none. Raises Refused when it is too long."""
    text = note_given(note)
    return vault().seal(text) if text else None


def note_given(note: str) -> str:
    """The note, trimmed; "" where there is none. Raises Refused when it is too long."""
    text = note.strip()
    if len(text) > NOTE_LENGTH_MAX:
        raise Refused(
            Text(
                f"Keep the note within {NOTE_LENGTH_MAX} characters.",
                f"备注请控制在{NOTE_LENGTH_MAX}字以内。",
            )
        )
    return text
