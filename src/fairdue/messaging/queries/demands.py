"""Demands in writing that reached the customer: by receipt, or posted and not returned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class WrittenDemand:
    """A message or letter that arrived, or ought to have."""

    customer_id: int
    channel: str
    """sms | email | letter."""
    on: date
    evidence: str
    """message:12 or letter:3: the record with its receipt or day of posting."""


WRITTEN = """
SELECT message.customer_id, attempt.channel,
       (message.sent_at AT TIME ZONE %(zone)s)::date, 'message:' || message.id
FROM messaging_message AS message
JOIN contact_attempt AS attempt ON attempt.id = message.attempt_id
WHERE message.customer_id = ANY(%(customers)s) AND message.state = 'delivered'
  AND message.sent_at IS NOT NULL AND attempt.template = ANY(%(templates)s)
  AND attempt.channel IN ('sms', 'email')
UNION ALL
SELECT letter.customer_id, 'letter', batch.posted_on, 'letter:' || letter.id
FROM messaging_paperletter AS letter
JOIN messaging_letterbatch AS batch ON batch.id = letter.batch_id
JOIN messaging_message AS message ON message.id = letter.message_id
JOIN contact_attempt AS attempt ON attempt.id = message.attempt_id
WHERE letter.customer_id = ANY(%(customers)s) AND batch.posted_on IS NOT NULL
  AND letter.returned_on IS NULL AND attempt.template = ANY(%(templates)s)
ORDER BY 3
"""


def demands_written(
    customer_ids: Collection[int], templates: Collection[str], zone: str
) -> list[WrittenDemand]:
    """What reached these customers of the messages that ask for payment, the oldest first.

    `zone`: in whose days they are counted.
    """
    asked: dict[str, Any] = {
        "customers": list(customer_ids),
        "templates": list(templates),
        "zone": zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, asked)
        return [WrittenDemand(*row) for row in cursor.fetchall()]
