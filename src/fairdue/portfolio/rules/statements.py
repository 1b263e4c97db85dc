"""Statement timing in the United States: 12 CFR 1026.5(b)(2), comment 5(b)(2)(ii)-1."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal


def earliest_due_date(
    cycle_closed_on: date, mail_within_days: int, *, days_after_mailing: int
) -> date:
    """The first lawful due date: mailing time after the cycle's close, and 21 days more."""
    return cycle_closed_on + timedelta(days=mail_within_days + days_after_mailing)


def latest_mailing_date(due_on: date, *, days_after_mailing: int) -> date:
    """The last day to mail a statement with this due date."""
    return due_on - timedelta(days=days_after_mailing)


def statement_required(
    balance: Decimal,
    *,
    finance_charge: bool,
    uncollectible: bool,
    proceedings_begun: bool,
    charged_off_without_charges: bool,
    balance_above: Decimal,
) -> bool:
    """Must a statement be sent for the cycle? Placing with an agency starts no proceedings."""
    excused = uncollectible or proceedings_begun or charged_off_without_charges
    return (abs(balance) > balance_above or finance_charge) and not excused
