"""Asks whether what was past due has been paid since the issuer's newest file."""

from __future__ import annotations

from datetime import date

from django.db import connection

PAST_DUE = """
SELECT count(*) FILTER (WHERE balance.past_due_minor > 0),
       count(*) FILTER (WHERE balance.past_due_minor > coalesce(paid.minor, 0)
                          AND balance.past_due_minor > 0)
FROM portfolio_account AS account
JOIN LATERAL (
    SELECT as_of, past_due_minor FROM portfolio_balance
    WHERE account_id = account.id ORDER BY as_of DESC LIMIT 1
) AS balance ON true
LEFT JOIN LATERAL (
    SELECT sum(amount_minor)::bigint AS minor FROM portfolio_payment
    WHERE account_id = account.id AND paid_on > balance.as_of AND paid_on <= %(as_of)s
) AS paid ON true
WHERE account.customer_id = %(customer)s
"""


def past_due_is_paid(customer_id: int, as_of: date) -> bool:
    """Was something past due on an account, and is nothing of it left after later payments?"""
    with connection.cursor() as cursor:
        cursor.execute(PAST_DUE, {"customer": customer_id, "as_of": as_of})
        past_due, left = cursor.fetchone()
    return bool(past_due) and not left
