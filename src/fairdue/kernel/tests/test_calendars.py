"""Months end where the calendar says, and a local day has its own bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.calendars import add_months, day_bounds, local_day

BEIJING = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 15), -3, date(2025, 12, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_keeps_the_day_or_takes_the_months_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.integers(-240, 240))
def test_lands_in_the_month_asked_for(day: date, months: int) -> None:
    landed = add_months(day, months)
    assert (landed.year * 12 + landed.month) - (day.year * 12 + day.month) == months
    assert landed.day <= day.day


@given(DAYS, st.sampled_from([BEIJING, NEW_YORK]))
def test_a_days_bounds_hold_that_day_and_nothing_else(day: date, zone: ZoneInfo) -> None:
    first, next_first = day_bounds(day, zone)
    assert local_day(first, zone) == day
    assert local_day(next_first - timedelta(microseconds=1), zone) == day
    assert local_day(next_first, zone) == day + timedelta(days=1)


def test_a_moment_belongs_to_the_day_of_its_zone() -> None:
    moment = datetime(2026, 5, 12, 16, 30, tzinfo=UTC)
    assert local_day(moment, BEIJING) == date(2026, 5, 13)
    assert local_day(moment, NEW_YORK) == date(2026, 5, 12)
