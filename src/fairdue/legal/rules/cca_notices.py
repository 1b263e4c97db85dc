"""Dates of notices under the United Kingdom's Consumer Credit Act 1974, ss. 86B-88.

Days are calendar days; service by post takes the days added by the caller.
"""

from __future__ import annotations

from datetime import date, timedelta


def earliest_remedy_date(served_on: date, *, notice_days: int) -> date:
    """The earliest date a default notice may name: not less than 14 days after service (s. 88)."""
    return served_on + timedelta(days=notice_days)


def may_enforce_after_notice(remedy_by: date, as_of: date, *, remedied: bool) -> bool:
    """May the creditor terminate, accelerate or enforce? After the named date, unless remedied."""
    return as_of > remedy_by and not remedied


def arrears_notice_due(last_payments_missed: int, *, missed_payments: int) -> bool:
    """Must a running account's arrears notice go out with the next statement? (s. 86C)"""
    return last_payments_missed >= missed_payments


def default_sum_notice_by(default_sum_on: date, *, notice_days: int) -> date:
    """The last day to give notice of a default sum (s. 86E)."""
    return default_sum_on + timedelta(days=notice_days)


def default_sum_interest_from(notice_on: date, *, free_days: int) -> date:
    """The first day on which simple interest may run on a default sum (ss. 86E(4), 86F)."""
    return notice_on + timedelta(days=free_days + 1)
