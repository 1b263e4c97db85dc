"""Which days are working days, for due dates that wait for one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from fairdue.compliance.rules import business_days, uk_business_days

SATURDAY = 5


def working_days(law: str, closed: Collection[date]) -> Callable[[date], bool]:
    """Whether a day is a working day under a law: CN, US or UK.

    `closed`: days that the lender named besides, such as China's holidays, which are announced
    year by year.
    """

    def works(day: date) -> bool:
        if day.weekday() >= SATURDAY or day in closed:
            return False
        if law == "US":
            return business_days.is_business_day(day, observed=True)
        return law != "UK" or uk_business_days.is_business_day(day)

    return works
