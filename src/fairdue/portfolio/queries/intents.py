"""Looks up payments that cardholders set out to make at a provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.kernel.money import Money
from fairdue.portfolio.models import PaymentIntent


@dataclass(frozen=True, slots=True)
class IntentFacts:
    """A payment at a provider, as its page shows it."""

    reference: str
    customer_id: int
    account_id: int
    account_ref: str
    card_last4: str
    amount: Money
    purpose: str
    gateway: str
    checkout_url: str
    """Where to pay; empty until the provider has answered."""
    state: str
    """open, pending, paid, declined or refunded."""
    reason: str
    payment_ref: str
    begun_at: datetime
    parts: tuple[tuple[str, Money], ...]
    """What goes to which card, by its last four, where it is spread over several."""


def intent(reference: str, customer_id: int) -> IntentFacts | None:
    """The customer's own payment of this reference; None for nobody's or somebody else's."""
    row = (
        PaymentIntent.objects.select_related("account")
        .filter(reference=reference, customer_id=customer_id)
        .first()
    )
    return intent_facts(row) if row else None


def intents_of(customer_id: int, limit: int = 20) -> list[IntentFacts]:
    """What the customer set out to pay at a provider, newest first."""
    rows = PaymentIntent.objects.select_related("account").filter(customer_id=customer_id)
    return [intent_facts(row) for row in rows.order_by("-begun_at", "-id")[:limit]]


def intent_facts(row: PaymentIntent) -> IntentFacts:
    """A row as others may see it."""
    return IntentFacts(
        reference=row.reference,
        customer_id=row.customer_id,
        account_id=row.account_id,
        account_ref=row.account.account_ref,
        card_last4=row.account.card_last4,
        amount=Money(row.amount_minor, row.currency),
        purpose=row.purpose,
        gateway=row.gateway,
        checkout_url=row.checkout_url,
        state=row.state,
        reason=row.reason,
        payment_ref=row.payment_ref,
        begun_at=row.begun_at,
        parts=tuple(
            (part.account.card_last4, Money(part.amount_minor, row.currency))
            for part in row.parts.select_related("account").order_by("number")
        ),
    )
