"""An account's payments and the issuer's own figures, in full, as evidence of a debt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fairdue.portfolio.models import Balance, Payment


@dataclass(frozen=True, slots=True)
class Paid:
    """Money received, or taken back where it is below zero; minor units."""

    account_id: int
    payment_ref: str
    paid_on: date
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class IssuerFigures:
    """The issuer's own figures at the end of a day, minor units; None where it gives none."""

    account_id: int
    as_of: date
    total_minor: int
    past_due_minor: int
    principal_minor: int | None
    interest_minor: int | None
    fees_minor: int | None
    oldest_unmet_due_on: date | None


def payments_until(account_ids: Collection[int], until: date) -> list[Paid]:
    """Payments of the accounts up to and with a day, in order of the day."""
    rows = Payment.objects.filter(account_id__in=account_ids, paid_on__lte=until)
    return [
        Paid(*row)
        for row in rows.order_by("paid_on", "payment_ref").values_list(
            "account_id", "payment_ref", "paid_on", "amount_minor", "currency"
        )
    ]


def figures_until(account_ids: Collection[int], until: date) -> list[IssuerFigures]:
    """The issuer's figures of the accounts up to and with a day, in order of the day."""
    rows = Balance.objects.filter(account_id__in=account_ids, as_of__lte=until)
    return [
        IssuerFigures(*row)
        for row in rows.order_by("as_of", "account_id").values_list(
            "account_id",
            "as_of",
            "total_minor",
            "past_due_minor",
            "principal_minor",
            "interest_minor",
            "fees_minor",
            "oldest_unmet_due_on",
        )
    ]
