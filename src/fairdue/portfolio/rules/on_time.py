"""When a payment counts as on time and in full.

China: bank card industry convention (2013) art. 14. United States: 12 CFR 1026.5(b)(2)(ii),
1026.55(b)(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


def treated_as_on_time(
    due_on: date, paid_on: date, grace_days: int, *, grace_days_min: int
) -> bool:
    """Is a full payment on time? Within the issuer's grace, which is never below the minimum."""
    return paid_on <= last_day_on_time(due_on, grace_days, grace_days_min=grace_days_min)


def last_day_on_time(due_on: date, grace_days: int, *, grace_days_min: int) -> date:
    """The last day on which a full payment is on time."""
    return due_on + timedelta(days=max(grace_days, grace_days_min))


def treated_as_full(
    billed: Decimal, paid: Decimal, tolerance: Decimal, *, tolerance_min: Decimal
) -> bool:
    """Is a payment full? A shortfall up to the issuer's tolerance, never below the minimum."""
    return billed - paid <= max(tolerance, tolerance_min)


def latest_reminder_date(due_on: date, *, reminder_days_before: int) -> date:
    """The last day to remind the holder of the due date."""
    return due_on - timedelta(days=reminder_days_before)


def earliest_late_date(due_on: date, mailed_on: date, *, days_after_mailing: int) -> date:
    """The first day on which a payment may be treated as late for any purpose.

    The day after the due date, or after the 21st day from mailing where that is later.
    """
    return max(due_on, mailed_on + timedelta(days=days_after_mailing)) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SixtyDays:
    """The answer of 12 CFR 1026.55(b)(4)."""

    sixtieth_day: date
    exception_applies: bool


def sixty_days_late(
    minimums: Sequence[tuple[date, Decimal]],
    received: Sequence[tuple[date, Decimal]],
    *,
    days: int,
) -> SixtyDays:
    """May a penalty rate reach the existing balance: was a minimum unpaid 60 days after its due
    date? The 60th day itself is still in time.

    `minimums` are (due date, amount), `received` (date, amount). Payments count towards the
    oldest minimum first. The day is that of the first minimum missed, or of the first at all.
    """
    ordered = sorted(minimums)
    required = Decimal(0)
    missed: list[tuple[date, Decimal]] = []
    for due_on, amount in ordered:
        required += amount
        if _received_by(received, due_on) < required:
            missed.append((due_on, required))
    if not missed:
        return SixtyDays(ordered[0][0] + timedelta(days=days), exception_applies=False)
    due_on, needed = missed[0]
    sixtieth = due_on + timedelta(days=days)
    return SixtyDays(sixtieth, exception_applies=_received_by(received, sixtieth) < needed)


def must_end_penalty_rate(on_time_minimums: int, *, payments: int) -> bool:
    """Must the penalty rate be taken back: six on-time minimums in a row from its first day?"""
    return on_time_minimums >= payments


def _received_by(received: Sequence[tuple[date, Decimal]], day: date) -> Decimal:
    return sum((amount for on, amount in received if on <= day), Decimal(0))
