"""Business days of England and Wales: no Saturday, no Sunday, no bank holiday.

Banking and Financial Dealings Act 1971, and the two common-law holidays, Good Friday and
Christmas Day. A holiday on a weekend moves to the next working day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

MONDAY, SATURDAY = 0, 5
PROCLAIMED = {
    2020: (date(2020, 5, 8),),
    2022: (date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)),
    2023: (date(2023, 5, 8),),
}
"""Holidays proclaimed for a single year."""
MOVED_AWAY = {2020: date(2020, 5, 4), 2022: date(2022, 5, 30)}
"""Ordinary holidays that were moved for that."""


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of a year, with their substitute days."""
    easter = easter_sunday(year)
    found = {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_monday(year, 5),
        _first_monday(year, 6) - timedelta(weeks=1),  # the last Monday of May
        _first_monday(year, 9) - timedelta(weeks=1),  # the last Monday of August
    }
    found -= {MOVED_AWAY.get(year, date.min)}
    found |= set(PROCLAIMED.get(year, ()))
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() >= SATURDAY or day in found:
            day += timedelta(days=1)
        found.add(day)
    return frozenset(found)


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap_centuries, century_rest = century // 4, century % 4
    moon = 19 * golden + century - leap_centuries - (century - (century + 8) // 25 + 1) // 3 + 15
    moon %= 30
    weekday = (32 + 2 * century_rest + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_business_day(day: date) -> bool:
    """Neither Saturday, Sunday nor a bank holiday of England and Wales."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def next_business_day(day: date) -> date:
    """The first business day after a day."""
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7)
