"""What a promise may be, and what became of it. Pure; amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

OPEN, KEPT, PARTIAL, BROKEN = "open", "kept", "partial", "broken"


@dataclass(frozen=True, slots=True)
class PromiseTerms:
    """The lender's values of the day the promise is made or settled (LENDER-PROMISE)."""

    days_max: int
    """The latest due date, in calendar days after the day it is made."""
    grace_days: int
    """Calendar days after the due date within which a payment is still in time."""
    tolerance_minor: int
    """A promise is kept when no more than this is missing."""


def promise_state(
    *,
    amount_minor: int,
    paid_minor: int,
    due_on: date,
    as_of: date,
    grace_days: int,
    tolerance_minor: int,
) -> str:
    """What a promise is worth on `as_of`: open, kept, partial or broken.

    `paid_minor` is what came in from the day it was made up to the due date plus grace, and not
    after `as_of`. Kept as soon as that reaches the amount less the tolerance; otherwise open
    until the grace is over; then partial if anything came in, else broken. A tolerance never
    makes a promise kept for which nothing was paid.
    """
    if paid_minor > 0 and paid_minor >= amount_minor - tolerance_minor:
        return KEPT
    if as_of <= due_on + timedelta(days=grace_days):
        return OPEN
    return PARTIAL if paid_minor > 0 else BROKEN


def check_promise(
    *, amount: Money, owed: Money, due_on: date, today: date, terms: PromiseTerms
) -> None:
    """Raise Refused, saying how to mend it, unless this may be promised.

    The amount is positive and not more than the total owed; the date is not past and within the
    policy's days, beyond which it is a plan.
    """
    if amount.minor <= 0:
        raise Refused(Text("Enter an amount above zero.", "请输入大于零的金额。"))
    if owed < amount:
        raise Refused(
            Text(
                f"{amount} is more than the {owed} owed. Enter at most that.",
                f"{amount}超过欠款总额{owed}，请输入不超过该金额的数。",
            )
        )
    if due_on < today:
        raise Refused(
            Text(
                f"{due_on} is past. Choose {today} or later.",
                f"{due_on}已过，请选择{today}或之后的日期。",
            )
        )
    latest = today + timedelta(days=terms.days_max)
    if due_on > latest:
        raise Refused(
            Text(
                f"A promise runs {terms.days_max} days at most. Choose {latest} or earlier.",
                f"承诺还款最长{terms.days_max}天，请选择{latest}或之前的日期。",
            )
        )
