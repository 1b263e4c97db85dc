"""Who is on duty when, by the calendar of shifts and leave. Pure.

Leave comes before everything. Whoever has a shift planned in a week is on duty in their shifts of
that week only; whoever has none planned in it is on duty whenever their team is, so a team that
keeps no calendar works as if there were none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.kernel.calendars import day_bounds

SHIFT, LEAVE = "shift", "leave"
WEEK = timedelta(days=7)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A shift, or leave, of one person: from a moment until before another."""

    kind: str
    begins_at: datetime
    ends_at: datetime

    def covers(self, at: datetime) -> bool:
        """Is the moment in it?"""
        return self.begins_at <= at < self.ends_at

    def minutes_within(self, begins_at: datetime, ends_at: datetime) -> int:
        """Whole minutes of it between two moments."""
        common = min(self.ends_at, ends_at) - max(self.begins_at, begins_at)
        return max(0, common // A_MINUTE)


def monday_of(day: date) -> date:
    """The first day of the day's week."""
    return day - timedelta(days=day.weekday())


def week_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the week of a day begins, and the one after it."""
    monday = monday_of(day)
    return day_bounds(monday, zone)[0], day_bounds(monday + WEEK, zone)[0]


def on_duty(spans: Iterable[Span], at: datetime, zone: ZoneInfo) -> bool:
    """Is the person at work at this moment? `spans`: all theirs of the moment's week."""
    known = list(spans)
    if any(span.kind == LEAVE and span.covers(at) for span in known):
        return False
    shifts = shifts_of_week(known, at.astimezone(zone).date(), zone)
    return not shifts or any(span.covers(at) for span in shifts)


def minutes_on_duty(spans: Iterable[Span], day: date, zone: ZoneInfo, *, full: int) -> int:
    """Minutes that a person can work cases on a day, of `full` in a whole one.

    Shifts count as long as they are, at most `full`, without the leave in them. Where no shift of
    that week is planned, the day counts in full, or not at all if there is leave in it.
    """
    known = list(spans)
    begins_at, ends_at = day_bounds(day, zone)
    leave = [span for span in known if span.kind == LEAVE]
    shifts = shifts_of_week(known, day, zone)
    if not shifts:
        return 0 if any(span.minutes_within(begins_at, ends_at) for span in leave) else full
    worked = sum(
        _without(leave, max(shift.begins_at, begins_at), min(shift.ends_at, ends_at))
        for shift in shifts
    )
    return min(full, worked)


def shifts_of_week(spans: Sequence[Span], day: date, zone: ZoneInfo) -> list[Span]:
    """The shifts among `spans` that touch the week of a day."""
    begins_at, ends_at = week_bounds(day, zone)
    return [
        span for span in spans if span.kind == SHIFT and span.minutes_within(begins_at, ends_at)
    ]


def _without(leave: Sequence[Span], begins_at: datetime, ends_at: datetime) -> int:
    """Minutes between two moments that are in no leave. Leave of one person never overlaps."""
    if begins_at >= ends_at:
        return 0
    whole = (ends_at - begins_at) // A_MINUTE
    return max(0, whole - sum(span.minutes_within(begins_at, ends_at) for span in leave))
