"""Recordings of one customer as rows for a proof: their digests, and nothing of what was said.

A row's names are those of the entry's details, so that a reader can compare them; whoever is handed
the sealed file, or the sound, can hold it against the digest.
"""

from __future__ import annotations

from typing import Any

from fairdue.calls.models import Recording
from fairdue.journal.reading import moment
from fairdue.journal.rules.bundle import RECORDING

KEPT = "recording_kept"
Row = tuple[str, dict[str, Any]]


def rows_of(customer_id: int, entries: dict[tuple[str, str], int]) -> list[Row]:
    """(kind, fields) of every recording there was, in order of number; deleted ones too.

    `entries` has the newest journal entry by (action, subject); a row names the one it rests on.
    """
    found = Recording.objects.filter(customer_id=customer_id).select_related("call")
    return [
        (
            RECORDING,
            {
                "number": row.pk,
                "entry": entries.get((KEPT, f"recording:{row.pk}"), row.journal_entry_id),
                "customer": customer_id,
                "call": row.call_id,
                "attempt": row.call.attempt_id,
                "source": row.source,
                "milliseconds": row.milliseconds,
                "channels": row.channels,
                "plain_sha256": row.plain_sha256,
                "sealed_sha256": row.sealed_sha256,
                "kept_at": moment(row.kept_at),
                "deleted_at": moment(row.deleted_at) if row.deleted_at else None,
            },
        )
        for row in found.order_by("pk")
    ]
