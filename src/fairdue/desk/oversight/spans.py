"""The days a page is about, as its form gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict

from fairdue.desk.access import StaffRequest
from fairdue.kernel.calendars import day_bounds, local_day


@dataclass(frozen=True, slots=True)
class Days:
    """Local days, both included."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """First moment, and first moment after."""
        return day_bounds(self.first, zone())[0], day_bounds(self.last, zone())[1]


def zone() -> ZoneInfo:
    """The lender's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


def today(request: StaffRequest) -> date:
    """The lender's day that contains this request."""
    return local_day(request.now, zone())


def days_asked(request: StaffRequest, given: QueryDict, length: int = 30) -> Days:
    """`first` and `last` of the form; the last `length` days where they are missing or no dates."""
    last = _day(given.get("last", "")) or today(request)
    first = _day(given.get("first", "")) or last - timedelta(days=length - 1)
    return Days(min(first, last), last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
