"""Looks up what was written to customers, and what time it is for a message under way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fairdue.messaging.models import Message
from fairdue.vault.sealing import vault

MOMENT = """
SELECT asked_at + (clock_timestamp() - queued_at) FROM messaging_message WHERE id = %s
"""


def now_of_message(message_id: int) -> datetime | None:
    """This moment by the clock that the message was asked for by; None for no message.

    A job has no clock of its own: it goes by how long ago the database took the message in.
    """
    with connection.cursor() as cursor:
        cursor.execute(MOMENT, [message_id])
        row = cursor.fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """Something written to a person, with its words opened: for that person alone."""

    id: int
    asked_at: datetime
    channel: str
    value_masked: str
    state: str
    """A code of `models.MessageState`."""
    subject: str
    body: str
    content_digest: str
    """SHA-256 of the words, as the permit was given for them."""


def messages_to(customer_id: int, limit: int = 50) -> list[MessageFacts]:
    """What was written to a person, the newest first."""
    rows = Message.objects.filter(customer_id=customer_id).select_related(
        "attempt", "attempt__contact_point"
    )
    return [_message(row) for row in rows.order_by("-asked_at", "-id")[:limit]]


def _message(row: Message) -> MessageFacts:
    words: dict[str, str] = json.loads(vault().unseal(bytes(row.words_sealed)))
    point = row.attempt.contact_point
    return MessageFacts(
        id=row.pk,
        asked_at=row.asked_at,
        channel=row.attempt.channel,
        value_masked=point.value_masked if point else "",
        state=row.state,
        subject=words["subject"],
        body=words["body"],
        content_digest=row.attempt.content_digest,
    )
