"""Contacts in which payment was asked of the customer in person: what interrupts limitation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from fairdue.contact.models import RIGHT_PARTY, Attempt, Channel


@dataclass(frozen=True, slots=True)
class Demand:
    """A talk with the customer themselves, by telephone or on a visit."""

    attempt_id: int
    customer_id: int
    channel: str
    outcome: str
    at: datetime


def demands_spoken(customer_ids: Collection[int]) -> list[Demand]:
    """Talks with these customers themselves, the oldest first."""
    rows = Attempt.objects.filter(
        customer_id__in=customer_ids,
        channel__in=[Channel.CALL, Channel.VISIT],
        outcome__in=sorted(RIGHT_PARTY),
    ).order_by("made_at", "id")
    return [
        Demand(*row)
        for row in rows.values_list("pk", "customer_id", "channel", "outcome", "made_at")
    ]
