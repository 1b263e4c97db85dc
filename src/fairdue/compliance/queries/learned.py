"""Records about a customer with when they began to be true and when they were put on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Learned:
    """A fact on record, or the end of one."""

    kind: str
    """hold, request, consent, mark."""
    subject: str
    """Such as hold:3."""
    began_at: datetime
    known_at: datetime
    entry: int
    """The newest journal entry of the record."""


LEARNED = "\nUNION ALL\n".join(
    f"SELECT '{kind}', '{kind}:' || id, {began}, {known}, journal_entry_id\n"
    f"FROM compliance_{table} WHERE customer_id = %(customer)s AND {began} < {known}"
    for kind, table, began, known in (
        ("hold", "hold", "starts_at", "recorded_at"),
        ("request", "contactrequest", "received_at", "recorded_at"),
        ("request", "contactrequest", "withdrawn_at", "withdrawal_recorded_at"),
        ("consent", "consent", "granted_at", "recorded_at"),
        ("consent", "consent", "revoked_at", "revocation_recorded_at"),
        ("mark", "mark", "raised_at", "recorded_at"),
    )
)


def learned_late(customer_id: int) -> list[Learned]:
    """Everything about a customer that was put on record later than it began or ended."""
    with connection.cursor() as cursor:
        cursor.execute(LEARNED, {"customer": customer_id})
        return [Learned(*row) for row in cursor.fetchall()]
