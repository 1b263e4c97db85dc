"""The one-character repayment status of China's financial credit database, as its reports show it.

Cards count consecutive missed minimum payments, loans count days past due (report legend,
secondary text).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

DAYS_PER_DIGIT = 30
WORST_DIGIT = 7

STATES: Mapping[str, str] = {
    "settled": "C",
    "ended": "G",
    "guarantor_paid": "D",
    "asset_for_debt": "Z",
    "bad_debt": "B",
    "paid_late_within_month": "M",
    "billing_day_changed": "A",
    "unknown": "#",
    "nothing_due": "*",
    "no_account": "/",
}
"""What stands above the count: the account's state, and its character."""


def card_status(missed_minimum_payments: int, state: str | None = None) -> str:
    """For a card: `N`, or the number of consecutive missed minimum payments, 7 for 7 or more."""
    if state is not None:
        return STATES[state]
    return "N" if missed_minimum_payments <= 0 else str(min(missed_minimum_payments, WORST_DIGIT))


def loan_status(days_past_due: int, state: str | None = None) -> str:
    """For a loan: `N`, 1 for 1-30 days past due, … 6 for 151-180, 7 above."""
    if state is not None:
        return STATES[state]
    if days_past_due <= 0:
        return "N"
    return str(min((days_past_due - 1) // DAYS_PER_DIGIT + 1, WORST_DIGIT))


def paid_late_within_month(due_on: date, paid_on: date) -> bool:
    """Was it paid after the due date, but before the month was over? Reported as `M`."""
    return due_on < paid_on and (paid_on.year, paid_on.month) == (due_on.year, due_on.month)
