"""Business days of the United States: no Saturday, no Sunday, no legal public holiday.

5 U.S.C. 6103(a) names the holidays' own days. The Friday or Monday observed instead of a weekend
holiday stands in 6103(b), so that on the words of 12 CFR 1006.34(b)(5) it counts as a business
day; `observed` counts it as a holiday.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
JUNETEENTH_SINCE = 2021


def federal_holidays(year: int) -> frozenset[date]:
    """The legal public holidays of a year, on their own days."""
    return _federal_holidays(year)


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    fixed = [(1, 1), (7, 4), (11, 11), (12, 25)]
    if year >= JUNETEENTH_SINCE:
        fixed.append((6, 19))
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + [
            _nth(year, 1, MONDAY, 3),
            _nth(year, 2, MONDAY, 3),
            _nth(year, 6, MONDAY, 1) - timedelta(weeks=1),  # the last Monday of May
            _nth(year, 9, MONDAY, 1),
            _nth(year, 10, MONDAY, 2),
            _nth(year, 11, THURSDAY, 4),
        ]
    )


def is_business_day(day: date, *, observed: bool = False) -> bool:
    """Neither Saturday, Sunday nor a federal holiday's own day, nor the day it is observed on."""
    if day.weekday() >= SATURDAY or _is_holiday(day):
        return False
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    friday = after.weekday() == SATURDAY and _is_holiday(after)
    monday = before.weekday() == SUNDAY and _is_holiday(before)
    return not (observed and (friday or monday))


def _is_holiday(day: date) -> bool:
    return day in federal_holidays(day.year)


def add_business_days(day: date, count: int, *, observed: bool = False) -> date:
    """The `count`-th business day after a day, or before it when negative."""
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day, observed=observed):
            day += step
    return day


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month. The Monday before June's first is May's last."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=nth - 1)
