"""Asks whether what was past due has been paid since the issuer's newest file."""

from __future__ import annotations

from datetime import date

from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries.balances import owed_on


def past_due_is_paid(customer_id: int, as_of: date) -> bool:
    """Was something past due by the issuer's figures, and is nothing of it left by now?"""
    figures = [account.balance for account in portfolio.accounts_of(customer_id)]
    if not any(each is not None and each.past_due.minor > 0 for each in figures):
        return False
    return all(each.past_due_minor <= 0 for each in owed_on(customer_id, as_of))
