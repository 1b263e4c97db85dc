"""In what a customer said that they will pay: promises and agreements accepted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fairdue.kernel.calendars import local_day
from fairdue.negotiation.models import Agreement, Promise, PromiseState
from fairdue.negotiation.queries.promises import zone


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A promise or an accepted agreement: the debtor's own consent to pay."""

    customer_id: int
    kind: str
    """promise | agreement."""
    on: date
    currency: str
    evidence: str
    """promise:12 or agreement:3."""


def acknowledged_by(customer_ids: Collection[int]) -> list[Acknowledged]:
    """What these customers promised or agreed to, the oldest first."""
    promises = Promise.objects.filter(customer_id__in=customer_ids).exclude(
        state=PromiseState.WITHDRAWN
    )
    agreements = Agreement.objects.filter(customer_id__in=customer_ids, accepted_on__isnull=False)
    found = [
        Acknowledged(customer, "promise", local_day(at, zone()), currency, f"promise:{number}")
        for number, customer, at, currency in promises.values_list(
            "pk", "customer_id", "made_at", "currency"
        )
    ]
    for number, customer, on, currency in agreements.values_list(
        "pk", "customer_id", "accepted_on", "currency"
    ):
        assert on is not None, "the filter asks for it"
        found.append(Acknowledged(customer, "agreement", on, currency, f"agreement:{number}"))
    return sorted(found, key=lambda each: (each.on, each.evidence))
