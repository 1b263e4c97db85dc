"""What a customer owed as contacts were made, then and now, and what was learned late of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Moment:
    """A contact, for asking what was owed as it was made."""

    number: int
    at: datetime
    day: date
    """Its local day."""


@dataclass(frozen=True, slots=True)
class Arrears:
    """One account as a contact was made, in minor units of its currency."""

    number: int
    past_due_then: int
    past_due_now: int
    paid_late: int
    """Paid before the contact's day and learned after the contact; reversals are negative."""


@dataclass(frozen=True, slots=True)
class LatePayment:
    """A payment of which the newest figures before it was known have nothing."""

    id: int
    paid_on: date
    known_at: datetime
    entry: int


ARREARS = """
WITH asked AS (
    SELECT * FROM unnest(%(numbers)s::bigint[], %(moments)s::timestamptz[], %(days)s::date[])
        AS asked(number, at, day)
)
SELECT asked.number, known.past_due_minor,
       now.past_due_minor - (
           SELECT coalesce(sum(amount_minor), 0) FROM portfolio_payment AS payment
           WHERE payment.account_id = account.id AND payment.paid_on < asked.day
             AND (payment.journal_entry_id > now.journal_entry_id
                  OR payment.in_figures_from > now.as_of)
       ),
       (
           SELECT coalesce(sum(amount_minor), 0) FROM portfolio_payment AS payment
           JOIN journal_entry AS entry ON entry.id = payment.journal_entry_id
           WHERE payment.account_id = account.id AND payment.paid_on < asked.day
             AND payment.journal_entry_id > known.journal_entry_id
             AND coalesce(payment.received_at, entry.at) > asked.at
       )
FROM asked
JOIN portfolio_account AS account ON account.customer_id = %(customer)s
JOIN LATERAL (
    SELECT past_due_minor, journal_entry_id, as_of FROM portfolio_balance
    WHERE account_id = account.id AND as_of < asked.day ORDER BY as_of DESC LIMIT 1
) AS now ON true
JOIN LATERAL (
    SELECT balance.past_due_minor, balance.journal_entry_id
    FROM portfolio_balance AS balance
    JOIN journal_entry AS entry ON entry.id = balance.journal_entry_id
    WHERE balance.account_id = account.id AND balance.as_of < asked.day AND entry.at <= asked.at
    ORDER BY balance.as_of DESC LIMIT 1
) AS known ON true
ORDER BY asked.number, account.id
"""
"""A payment is in a balance that was recorded with it or after it. Accounts without figures from
before a contact are left out of it."""


def arrears_at(customer_id: int, moments: Sequence[Moment]) -> list[Arrears]:
    """Every account of the customer with known figures, per contact; one round trip."""
    if not moments:
        return []
    asked: dict[str, Any] = {
        "customer": customer_id,
        "numbers": [each.number for each in moments],
        "moments": [each.at for each in moments],
        "days": [each.day for each in moments],
    }
    with connection.cursor() as cursor:
        cursor.execute(ARREARS, asked)
        return [Arrears(*map(int, row)) for row in cursor.fetchall()]


PAYMENTS = """
SELECT payment.id, payment.paid_on, coalesce(payment.received_at, entry.at), entry.id
FROM portfolio_account AS account
JOIN portfolio_payment AS payment ON payment.account_id = account.id
JOIN journal_entry AS entry ON entry.id = payment.journal_entry_id
WHERE account.customer_id = %s AND payment.paid_on >= %s
ORDER BY payment.id
"""


def payments_with_entries(customer_id: int, since: date) -> list[LatePayment]:
    """Payments and reversals from a day on, with when each was put on record."""
    with connection.cursor() as cursor:
        cursor.execute(PAYMENTS, [customer_id, since])
        return [LatePayment(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class LatePoint:
    """A number or address that doesn't work or isn't the customer's, and when that was noted."""

    id: int
    began_at: datetime
    known_at: datetime
    entry: int


POINTS = """
SELECT point.id,
       least(point.invalid_since::timestamp AT TIME ZONE %(zone)s, point.not_theirs_since_at),
       entry.at, entry.id
FROM portfolio_contactpoint AS point
JOIN LATERAL (
    SELECT id, at FROM journal_entry
    WHERE customer_id = point.customer_id AND subject = 'contact_point:' || point.id
      AND action IN ('contact_point_marked_invalid', 'contact_point_disowned')
    ORDER BY id DESC LIMIT 1
) AS entry ON true
WHERE point.customer_id = %(customer)s
  AND (point.invalid_since IS NOT NULL OR point.not_theirs_since_at IS NOT NULL)
"""


def points_with_entries(customer_id: int, zone: str) -> list[LatePoint]:
    """Numbers and addresses that someone noted as dead or somebody else's. Days are of `zone`."""
    with connection.cursor() as cursor:
        cursor.execute(POINTS, {"customer": customer_id, "zone": zone})
        return [LatePoint(*row) for row in cursor.fetchall()]
