"""Days, weeks and months that reports are about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fairdue.kernel.calendars import add_months
from fairdue.reporting.figure import Span

DAY, WEEK, MONTH = "day", "week", "month"
PERIODS = (DAY, WEEK, MONTH)


def containing(period: str, day: date) -> Span:
    """The day, the week from Monday to Sunday, or the calendar month that a day lies in."""
    if period == DAY:
        return Span(day, day)
    if period == WEEK:
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=6))
    if period == MONTH:
        first = day.replace(day=1)
        return Span(first, add_months(first, 1) - timedelta(days=1))
    raise ValueError(f"{period!r} is no period; choose one of {', '.join(PERIODS)}")


def before(period: str, span: Span) -> Span:
    """The period just before another."""
    return containing(period, span.first - timedelta(days=1))


def ended(period: str, since: date, today: date, most: int) -> Iterator[Span]:
    """Periods over by the start of `today` that ended on `since` or later, oldest first.

    Of more than `most` only the newest are given: who begins anew after a long time needs no
    report of every day that was missed.
    """
    found: list[Span] = []
    span = before(period, containing(period, today))
    while span.last >= since and len(found) < most:
        found.append(span)
        span = before(period, span)
    yield from reversed(found)
