"""What matters cost and brought in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from fairdue.legal.models import Cost, Matter, MatterAccount, Recovery
from fairdue.portfolio.queries.limitation import Paid, payments_standing


@dataclass(frozen=True, slots=True)
class Books:
    """All bookings of a matter, in its currency."""

    costs: tuple[Cost, ...]
    recoveries: tuple[Recovery, ...]
    costs_minor: int
    recovered_minor: int
    """Towards the claim and the costs."""

    @property
    def net_minor(self) -> int:
        """What is left of what came in."""
        return self.recovered_minor - self.costs_minor


def books_of(matter: Matter) -> Books:
    """Costs and recoveries, the oldest first; what was taken back stands beside what took it."""
    costs = tuple(Cost.objects.filter(matter=matter).order_by("on", "pk"))
    recoveries = tuple(Recovery.objects.filter(matter=matter).order_by("on", "pk"))
    return Books(
        costs,
        recoveries,
        sum(each.amount_minor for each in costs),
        sum(each.amount_minor for each in recoveries),
    )


def payments_to_book(matter: Matter) -> list[Paid]:
    """Payments on the matter's accounts since it was opened that stand and aren't booked."""
    accounts = set(MatterAccount.objects.filter(matter=matter).values_list("account_id", flat=True))
    opened_on = matter.opened_at.astimezone(timezone.get_default_timezone()).date()
    booked = set(
        Recovery.objects.filter(customer_id=matter.customer_id, payment__isnull=False).values_list(
            "payment_id", flat=True
        )
    )
    return [
        each
        for each in payments_standing([matter.customer_id])
        if each.account_id in accounts
        and each.currency == matter.currency
        and each.paid_on >= opened_on
        and each.payment_id not in booked
    ]
