"""When a United States debt collector or creditor may or must furnish: 12 CFR 1006.30(a), (b), and
Fair Credit Reporting Act s. 623(a)(5).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Outreach:
    """What was done to reach the consumer about the debt, by day."""

    spoke_on: Sequence[date] = ()
    sent_on: Sequence[date] = ()
    """Letters and electronic messages about the debt."""
    undeliverable_on: Sequence[date] = ()
    monitored: bool = True
    """Undeliverable notices were watched for while waiting."""


def furnishing_allowed_from(outreach: Outreach, as_of: date, *, wait_days: int) -> date | None:
    """The first day on which the debt may be furnished, as known on `as_of`; None: not yet known.

    On the day the collector speaks with the consumer, or `wait_days` after a message for which no
    undeliverable notice came. A notice undoes every message before it: start over.
    """
    bounced = max((day for day in outreach.undeliverable_on if day <= as_of), default=date.min)
    spoke = [day for day in outreach.spoke_on if day <= as_of]
    sent = [
        day + timedelta(days=wait_days)
        for day in outreach.sent_on
        if day <= as_of and day >= bounced and outreach.monitored
    ]
    return min([*spoke, *sent], default=None)


def may_furnish(outreach: Outreach, as_of: date, *, wait_days: int) -> Clause:
    """May a debt collector furnish the debt on this day (12 CFR 1006.30(a))?"""
    allowed_from = furnishing_allowed_from(outreach, as_of, wait_days=wait_days)
    return Clause(
        "us.regf.30a.furnish_wait",
        allowed=allowed_from is not None and as_of >= allowed_from,
        reason=Text(
            f"Speak with the consumer first, or write and wait {wait_days} days for an "
            "undeliverable notice.",
            f"须先与消费者通话，或发函后等待{wait_days}天且未收到退信。",
        ),
        values=(("allowed_from", str(allowed_from)),),
    )


def may_sell(status: str, exception: str = "", *, barred_statuses: Collection[str],
             exceptions: Collection[str]) -> Clause:  # fmt: skip
    """May the debt be sold, transferred for value or placed? Not when known paid, settled,
    discharged or the work of identity theft (12 CFR 1006.30(b), FCRA s. 615(f)). Excepted are its
    return to the owner, security for a loan, securitization, and mergers.
    """
    return Clause(
        "us.regf.30b.sale",
        allowed=status not in barred_statuses or exception in exceptions,
        reason=Text("This debt may not be sold or placed.", "此债务不得出售或委外。"),
    )


def commencement_report_by(furnished_on: date, *, days: int) -> date:
    """The last day to report the month the delinquency commenced (FCRA s. 623(a)(5))."""
    return furnished_on + timedelta(days=days)
