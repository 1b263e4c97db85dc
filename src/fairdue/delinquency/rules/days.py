"""Days and cycles past due, from due dates and payments.

Amounts are minor units of one currency. Payments meet the oldest due first, whatever the order
in which the facts became known. Source for grace and tolerance: CN-PAY-02.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """A minimum payment asked for by a day, in minor units."""

    due_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Paid:
    """Money received on a day, or taken back (negative), in minor units."""

    paid_on: date
    amount_minor: int


def days_past_due(oldest_unmet_due_on: date | None, as_of: date, grace_days: int = 0) -> int:
    """Calendar days since the oldest unmet due date.

    0 when nothing is unmet, on or before the due date itself, and while the grace lasts: a
    payment in grace is in time. Once the grace is over the days count from the due date.
    """
    if oldest_unmet_due_on is None:
        return 0
    days = (as_of - oldest_unmet_due_on).days
    return days if days > grace_days else 0


def oldest_unmet_due(
    dues: Iterable[Due], payments: Iterable[Paid], tolerance_minor: int = 0
) -> date | None:
    """The day of the oldest due that the payments do not cover; None when all are met."""
    unmet = _unmet(dues, payments, tolerance_minor)
    return unmet[0].due_on if unmet else None


def cycles_past_due(
    dues: Iterable[Due], payments: Iterable[Paid], as_of: date, tolerance_minor: int = 0
) -> int:
    """How many dues before `as_of` are unmet. A partly met one is unmet."""
    fallen = [due for due in dues if due.due_on < as_of]
    return len(_unmet(fallen, payments, tolerance_minor))


def _unmet(dues: Iterable[Due], payments: Iterable[Paid], tolerance_minor: int) -> list[Due]:
    """Dues left over after the payments met the oldest first; a small shortfall is let pass."""
    paid = max(0, sum(payment.amount_minor for payment in payments))
    asked = 0
    unmet = []
    for due in sorted(dues, key=lambda due: (due.due_on, due.amount_minor)):
        if due.amount_minor <= 0:
            continue
        asked += due.amount_minor
        if asked - paid > tolerance_minor:
            unmet.append(due)
    return unmet
