"""What a cardholder may choose to pay on each account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairdue.kernel.money import Money
from fairdue.portfolio import queries as portfolio


@dataclass(frozen=True, slots=True)
class ToPay:
    """One account, and the amounts that can be chosen; None where there is nothing to choose."""

    id: int
    account_ref: str
    card_last4: str
    currency: str
    total: Money
    past_due: Money | None
    instalment: Money | None = None
    instalment_due_on: date | None = None


def accounts_to_pay(customer_id: int, on: date) -> list[ToPay]:
    """The customer's accounts, most past due first."""
    return [
        ToPay(
            id=account.id,
            account_ref=account.account_ref,
            card_last4=account.card_last4,
            currency=account.currency,
            total=account.balance.total,
            past_due=account.balance.past_due if account.balance.past_due.minor > 0 else None,
        )
        for account in portfolio.accounts_of(customer_id)
        if account.balance is not None
    ]
