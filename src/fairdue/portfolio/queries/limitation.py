"""What the limitation of claims turns on: since when accounts are owed, and what was paid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class Owed:
    """An account with something past due, by its newest figures."""

    account_id: int
    account_ref: str
    card_last4: str
    currency: str
    customer_id: int
    oldest_unmet_due_on: date


OWED = """
SELECT account.id, account.account_ref, account.card_last4, account.currency,
       account.customer_id, balance.oldest_unmet_due_on
FROM portfolio_account AS account
CROSS JOIN LATERAL (
    SELECT total_minor, oldest_unmet_due_on FROM portfolio_balance
    WHERE account_id = account.id ORDER BY as_of DESC LIMIT 1
) AS balance
WHERE {which} AND balance.total_minor > 0 AND balance.oldest_unmet_due_on IS NOT NULL
ORDER BY account.id
"""


def owed_since(customer_id: int) -> list[Owed]:
    """The customer's accounts with something past due, and since when."""
    with connection.cursor() as cursor:
        cursor.execute(OWED.format(which="account.customer_id = %s"), [customer_id])
        return [Owed(*row) for row in cursor.fetchall()]


def owed_since_before(day: date) -> list[Owed]:
    """Everyone's accounts of which something has been past due since `day` or longer."""
    with connection.cursor() as cursor:
        cursor.execute(OWED.format(which="balance.oldest_unmet_due_on <= %s"), [day])
        return [Owed(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that stands: it wasn't taken back."""

    payment_id: int
    account_id: int
    customer_id: int
    paid_on: date
    amount_minor: int
    currency: str


PAID = """
SELECT payment.id, account.id, account.customer_id, payment.paid_on, payment.amount_minor,
       payment.currency
FROM portfolio_account AS account
JOIN portfolio_payment AS payment ON payment.account_id = account.id
WHERE account.customer_id = ANY(%s) AND payment.amount_minor > 0
  AND NOT EXISTS (
      SELECT 1 FROM portfolio_payment AS back
      WHERE back.account_id = account.id AND back.amount_minor < 0
        AND (back.reverses = payment.payment_ref
             OR (back.reverses = '' AND back.amount_minor = -payment.amount_minor
                 AND back.paid_on >= payment.paid_on))
  )
ORDER BY payment.paid_on, payment.id
"""


def payments_standing(customer_ids: Collection[int]) -> list[Paid]:
    """What these customers paid and nobody took back, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(PAID, [list(customer_ids)])
        return [Paid(*row) for row in cursor.fetchall()]
