"""How long a restructured asset stays under observation: China's risk classification of 2023."""

from __future__ import annotations

from datetime import date

from fairdue.kernel.calendars import add_months


def observation_last_day(
    began_on: date, second_period_ends_on: date | None, *, months_min: int
) -> date:
    """The earliest last day of observation: a year, and two repayment periods in a row."""
    year = add_months(began_on, months_min)
    return year if second_period_ends_on is None else max(year, second_period_ends_on)


def observation_is_over(
    began_on: date, as_of: date, periods_performed: int, *, months_min: int, periods_min: int
) -> bool:
    """May the asset leave observation: long enough, and enough periods performed in a row?"""
    return as_of >= add_months(began_on, months_min) and periods_performed >= periods_min
