"""Looks up what a customer can set aside each month, as last worked out with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fairdue.kernel.calendars import local_day
from fairdue.negotiation.models import Assessment
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.affordability import Capacity


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """One assessment with who made it; the figures stay sealed."""

    capacity: Capacity
    made_by: str
    counts: bool
    """Is it the newest of its currency, and still valid?"""


def capacity(customer_id: int, currency: str, at: datetime) -> Capacity | None:
    """The range a month that counts at a moment: the newest assessment in that currency, while it
    is valid. None where there is none or it has run out.
    """
    newest = _made_by(customer_id, at).filter(currency=currency).first()
    return capacity_of(newest) if newest and _is_valid(newest, at) else None


def assessments_of(customer_id: int, at: datetime, limit: int = 50) -> list[AssessmentFacts]:
    """Every assessment of the customer up to a moment, the newest first."""
    found, seen = [], set()
    for row in _made_by(customer_id, at)[:limit]:
        counts = row.currency not in seen and _is_valid(row, at)
        seen.add(row.currency)
        found.append(AssessmentFacts(capacity_of(row), row.made_by, counts))
    return found


def capacity_of(row: Assessment) -> Capacity:
    """A row as rules see it."""
    return Capacity(
        assessment_id=row.pk,
        currency=row.currency,
        low_minor=row.low_minor,
        high_minor=row.high_minor,
        made_at=row.made_at,
        valid_until=row.valid_until,
        depth=row.depth,
    )


def _made_by(customer_id: int, at: datetime) -> QuerySet[Assessment]:
    return Assessment.objects.filter(customer_id=customer_id, made_at__lte=at).order_by("-id")


def _is_valid(row: Assessment, at: datetime) -> bool:
    return local_day(at, zone()) <= row.valid_until
