"""Counts messages to us that had no effect, and tells the journal of them once a minute."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from fairdue.integration.models import Suspicion
from fairdue.integration.rules.suspicions import CAUSES
from fairdue.journal.actions import record

ACTOR = "webhooks"
COUNT = """
INSERT INTO integration_suspicion AS known (source, cause, total, told, minute, last_at)
VALUES (%(source)s, %(cause)s, 1, 0, -1, %(at)s)
ON CONFLICT (source, cause) DO UPDATE SET
    total = known.total + 1, last_at = greatest(known.last_at, excluded.last_at)
RETURNING id, minute
"""


def suspect(*, source: str, cause: str, at: datetime) -> None:
    """Count a message that had no effect. `source` is one of ours or "", `cause` one of CAUSES.

    The first of a minute is told to the journal, together with those since it was last told; so a
    source makes at most one entry a minute and cause, however many messages it sends.
    """
    if cause not in CAUSES:
        raise ValueError(f"there is no cause {cause!r}")
    minute = int(at.timestamp()) // 60
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"source": source, "cause": cause, "at": at})
            known_id, told_in = cursor.fetchone()
        if told_in != minute:
            _tell(Suspicion.objects.get(pk=known_id), at)


def tell_the_rest(at: datetime) -> int:
    """Tell the journal of what came after the first of its minute; of how many sources and causes.

    Else the number of a flood that ended would never be told.
    """
    with transaction.atomic():
        rest = list(Suspicion.objects.select_for_update().filter(total__gt=F("told")))
        for row in rest:
            _tell(row, at)
    return len(rest)


def _tell(row: Suspicion, at: datetime) -> None:
    record(
        actor=ACTOR,
        action="message_not_believed",
        at=at,
        subject=f"system:{row.source}" if row.source else "",
        details={"cause": row.cause, "messages": row.total - row.told},
    )
    row.told, row.minute = row.total, int(at.timestamp()) // 60
    row.save(update_fields=["told", "minute"])
