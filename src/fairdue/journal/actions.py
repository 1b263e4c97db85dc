"""The one way to write the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from fairdue.journal.models import Entry


def record(
    *,
    actor: str,
    action: str,
    at: datetime,
    subject: str = "",
    customer_id: int | None = None,
    details: dict[str, Any] | None = None,
    rules: Sequence[dict[str, str]] = (),
) -> Entry:
    """Append an entry inside the caller's transaction and return it.

    Raises RuntimeError outside a transaction: an entry stands or falls with what it records.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"journal entry {action!r} must be written inside transaction.atomic()")
    return Entry.objects.create(
        actor=actor,
        action=action,
        at=at,
        subject=subject,
        customer_id=customer_id,
        details=details or {},
        rules=list(rules),
    )


def record_many(entries: Sequence[Entry]) -> list[Entry]:
    """Append several entries at once, as `record` does one; they come back with their numbers."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("journal entries must be written inside transaction.atomic()")
    return Entry.objects.bulk_create(entries)
