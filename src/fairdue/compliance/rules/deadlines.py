"""By when complaints, objections, disputes and requests must be answered.

Days are natural (calendar) days unless a name says business days; the day of receipt is day 0.
China: CBIRC Decree 2020 No. 3; Credit Reporting Regulation arts. 25-26. United States: 12 CFR
1026.13, 1022.43, 1026.11(c), 47 CFR 64.1200(a)(10).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from fairdue.compliance.rules.business_days import add_business_days


def answer_by(received_on: date, *, days: int) -> date:
    """The last day to answer something received on a day."""
    return received_on + timedelta(days=days)


def complaint_decision_by(
    received_on: date,
    complexity: str,
    *,
    extended: bool,
    simple_days: int,
    complex_days: int,
    extension_days: int,
) -> date:
    """The last day to decide a complaint: 15 days, 30 for a complex one, 30 more with approval.

    Only a complex complaint can be extended. Raises ValueError for another complexity.
    """
    if complexity not in ("simple", "complex", "special"):
        raise ValueError(f"complexity must be simple, complex or special, not {complexity!r}")
    if complexity == "simple":
        return answer_by(received_on, days=simple_days)
    extension = extension_days if extended or complexity == "special" else 0
    return answer_by(received_on, days=complex_days + extension)


def answer_by_business_day(received_on: date, *, business_days: int) -> date:
    """The last day, in United States business days: withdrawn consent, frivolous disputes."""
    return add_business_days(received_on, business_days)


def second_complete_cycle(notice_on: date, cycle_ends: Sequence[date]) -> date | None:
    """The end of the second billing cycle that began after a notice; None if not that many are
    known. The cycle in which the notice came isn't complete.
    """
    later = sorted(day for day in cycle_ends if day >= notice_on)
    return later[2] if len(later) > 2 else None


def billing_error_resolved_by(
    notice_on: date, second_cycle_end: date | None, *, days_max: int
) -> date:
    """The last day to resolve a billing error: two complete cycles, never more than 90 days."""
    latest = notice_on + timedelta(days=days_max)
    return latest if second_cycle_end is None else min(second_cycle_end, latest)
