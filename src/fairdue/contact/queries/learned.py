"""Facts about a customer's contacts that were learned later than they were true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairdue.compliance.queries import learned_late
from fairdue.contact.models import Attempt
from fairdue.contact.rules.rejudging import Late
from fairdue.portfolio.arrears import payments_with_entries, points_with_entries

DAY = timedelta(days=1)
FIGURES_DAYS_MAX = 60
"""How old the newest figures before a contact may be for a payment since to matter."""


def lates_of(customer_id: int, since: datetime) -> list[Late]:
    """Every late fact about a customer that may bear on contacts from `since` on."""
    return [
        *(
            Late(each.kind, each.subject, each.began_at, each.known_at, each.entry)
            for each in learned_late(customer_id)
        ),
        *_outcomes(customer_id),
        *_points(customer_id),
        *_payments(customer_id, since),
    ]


def _outcomes(customer_id: int) -> Iterator[Late]:
    rows = Attempt.objects.filter(customer_id=customer_id, ended_at__isnull=False)
    for pk, made_at, ended_at, entry in rows.values_list(
        "pk", "made_at", "ended_at", "journal_entry_id"
    ):
        if ended_at is not None:
            yield Late("outcome", f"attempt:{pk}", made_at, ended_at, entry)


def _points(customer_id: int) -> Iterator[Late]:
    for point in points_with_entries(customer_id, timezone.get_default_timezone_name()):
        subject = f"contact_point:{point.id}"
        yield Late("point", subject, point.began_at, point.known_at, point.entry, point.id)


def _payments(customer_id: int, since: datetime) -> Iterator[Late]:
    """A payment is a fact from the day after it: which hour of its day it came isn't known."""
    zone = ZoneInfo(timezone.get_default_timezone_name())
    for paid in payments_with_entries(customer_id, since.date() - FIGURES_DAYS_MAX * DAY):
        began_at = datetime.combine(paid.paid_on, time(), zone) + DAY
        yield Late("payment", f"payment:{paid.id}", began_at, paid.known_at, paid.entry)
