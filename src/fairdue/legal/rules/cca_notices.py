"""Dates of notices under the United Kingdom's Consumer Credit Act 1974, ss. 86B-88.

Days are calendar days; service by post takes the days added by the caller.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

YEAR_DAYS = 365


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


def fixed_sum_notice_by(condition_met_on: date, *, fixed_sum_days: int) -> date:
    """The last day for the first arrears notice of a fixed-sum agreement (s. 86B)."""
    return condition_met_on + timedelta(days=fixed_sum_days)


def while_notice_is_missing(
    on: date, due_on: date | None, given_on: date | None, *, missing: bool, applies: bool
) -> Clause:
    """Enforcing, interest and default sums wait while an arrears notice is missing (s. 86D).

    `missing` where a case tells no days. From the day the notice was due until it is given.
    """
    overdue = missing or (due_on is not None and due_on <= on)
    given = given_on is not None and given_on <= on
    return Clause(
        "uk.cca.86D",
        allowed=not (applies and overdue and not given),
        reason=Text(
            "An arrears notice is missing: no enforcement, interest or default sums for that time.",
            "未送达欠款通知：该期间不得强制执行、计息或收取违约金。",
        ),
    )


def needs_default_notice(
    *, regulated: bool, served: bool, named_on: date | None, earliest: date | None, on: date,
    remedied: bool,
) -> Clause:  # fmt: skip
    """May the creditor terminate, accelerate, recover goods or enforce security (ss. 87-88)? After
    the date that a valid notice names, unless the breach was remedied.
    """
    late_enough = named_on is not None and earliest is not None and named_on >= earliest
    after = named_on is not None and may_enforce_after_notice(named_on, on, remedied=remedied)
    return Clause(
        "uk.cca.88.default_notice",
        allowed=not regulated or (served and late_enough and after),
        reason=Text(
            "A default notice with at least 14 days must have run out unremedied.",
            "须已送达不少于14日的违约通知且期满未补正。",
        ),
    )


def default_sum_interest(
    on: date, noticed_on: date | None, *, compound: bool, free_days: int
) -> Clause:
    """May a default sum bear interest? Simple only, and from the 29th day after notice (s. 86F)."""
    begins = (
        None if noticed_on is None else default_sum_interest_from(noticed_on, free_days=free_days)
    )
    return Clause(
        "uk.cca.86F",
        allowed=begins is not None and on >= begins and not compound,
        reason=Text(
            "Only simple interest, and only after 28 days from the notice.",
            "仅可计单利，且须自通知满28日后起算。",
        ),
        values=(("from", str(begins)),),
    )


def simple_interest(principal: Decimal, rate: Decimal, days: int) -> Decimal:
    """Simple interest for a number of days; the rate is a share per year of 365 days."""
    return principal * rate * days / YEAR_DAYS
