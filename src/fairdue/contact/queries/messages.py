"""Looks up what was written to customers, and what time it is for a message under way."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

MOMENT = """
SELECT asked_at + (clock_timestamp() - queued_at) FROM contact_message WHERE id = %s
"""


def now_of_message(message_id: int) -> datetime | None:
    """This moment by the clock that the message was asked for by; None for no message.

    A job has no clock of its own: it goes by how long ago the database took the message in.
    """
    with connection.cursor() as cursor:
        cursor.execute(MOMENT, [message_id])
        row = cursor.fetchone()
    return row[0] if row else None
