"""On which days no last day falls: statutory rest days, year by year as they were announced.

Only China's: the packs have no deadlines of courts of the United States or the United Kingdom.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import chinese_calendar

from fairdue.legal.rules.limitation import UnknownYearError

CHINA = "CN"


class ChinaRestDays(Container[date]):
    """Weekends and holidays as the State Council announced them, make-up working days left out.

    It announces a year in the autumn before. Asking about a later year, or one before 2004,
    raises UnknownYearError rather than taking it for a year without holidays.
    """

    def __contains__(self, day: object) -> bool:
        assert isinstance(day, date)
        try:
            return bool(chinese_calendar.is_holiday(day))
        except NotImplementedError:
            raise UnknownYearError(day.year) from None


REST_DAYS: dict[str, Container[date]] = {CHINA: ChinaRestDays()}
"""By law."""


def last_year_known() -> int:
    """The last year whose rest days are known here."""
    return max(int(day.year) for day in chinese_calendar.constants.holidays)
