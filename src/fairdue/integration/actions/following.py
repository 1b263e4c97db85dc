"""Turns the journal into events, in the order in which entries became visible. None is lost.

As `journal.sealing` does: below the transaction that the last look got to, everything was over by
then; later ones may have committed in any order, so each of their entries is asked for an event
of its own. Two looks at once take turns.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from fairdue.integration.models import Delivery, Endpoint, Following
from fairdue.integration.rules.events import EVENTS
from fairdue.journal.sealing import HORIZON

FRESH = """
INSERT INTO integration_event (entry_id)
SELECT entry.id
FROM journal_entry AS entry
WHERE entry.transaction_id >= %(low)s
    AND entry.id >= %(first)s
    AND entry.action = ANY(%(actions)s)
    AND NOT EXISTS (SELECT FROM integration_event AS event WHERE event.entry_id = entry.id)
ORDER BY entry.recorded_at, entry.id
RETURNING number, (SELECT action FROM journal_entry WHERE id = entry_id)
"""

FROM_THE_BEGINNING = {"first_entry": 1, "done_below": 0, "cluster": 0}
"""Where nobody noted from where on: the migration does."""


def follow(*, at: datetime) -> int:
    """Make events of what the journal gained, and deliveries for who wants them; how many events.

    An endpoint gets what becomes visible after it was added. What waits for a stopped one goes out
    when it is resumed.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        Following.objects.get_or_create(defaults=FROM_THE_BEGINNING)
        known = Following.objects.select_for_update().get()
        cursor.execute(HORIZON)
        horizon, cluster = cursor.fetchone()
        same = cluster == known.cluster and horizon >= known.done_below
        cursor.execute(
            FRESH,
            {
                "low": known.done_below if same else 0,
                "first": known.first_entry,
                "actions": list(EVENTS),
            },
        )
        made = sorted(cursor.fetchall())
        known.done_below, known.cluster = horizon, cluster
        known.save()
        endpoints = list(Endpoint.objects.order_by("pk"))
        Delivery.objects.bulk_create(
            Delivery(event_id=number, endpoint=endpoint, next_at=at)
            for number, action in made
            for endpoint in endpoints
            if not endpoint.actions or action in endpoint.actions
        )
        return len(made)
