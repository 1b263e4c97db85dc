"""Recordings as evidence of calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fairdue.calls.models import Recording


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording of a customer's call: what it is, without what was said."""

    number: int
    attempt_id: int | None
    made_at: datetime
    milliseconds: int
    file_name: str
    plain_sha256: str
    is_there: bool
    """False where its term was over before the moment asked about."""


def recorded(customer_id: int, until: datetime) -> list[Recorded]:
    """Every recording of a customer kept before a moment, the earliest first."""
    rows = Recording.objects.filter(
        Q(customer_id=customer_id) | Q(call__customer_id=customer_id), kept_at__lt=until
    ).select_related("call")
    return [
        Recorded(
            number=row.pk,
            attempt_id=row.call.attempt_id,
            made_at=row.made_at,
            milliseconds=row.milliseconds,
            file_name=row.file_name,
            plain_sha256=row.plain_sha256,
            is_there=row.deleted_at is None or row.deleted_at >= until,
        )
        for row in rows.order_by("made_at", "pk")
    ]
