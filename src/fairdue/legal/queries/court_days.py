"""On which days no last day falls: statutory rest days, year by year as they were announced."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

import chinese_calendar

from fairdue.compliance.rules import business_days, uk_business_days
from fairdue.legal.rules.limitation import UnknownYearError

SATURDAY = 5


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


class UnitedStatesRestDays(Container[date]):
    """Saturdays, Sundays and federal holidays with the days they are observed on."""

    def __contains__(self, day: object) -> bool:
        assert isinstance(day, date)
        return not business_days.is_business_day(day, observed=True)


class UnitedKingdomRestDays(Container[date]):
    """Saturdays, Sundays and bank holidays of England and Wales."""

    def __contains__(self, day: object) -> bool:
        assert isinstance(day, date)
        return day.weekday() >= SATURDAY or not uk_business_days.is_business_day(day)


REST_DAYS: dict[str, Container[date]] = {
    "CN": ChinaRestDays(),
    "US": UnitedStatesRestDays(),
    "UK": UnitedKingdomRestDays(),
}
"""By law."""


def last_year_known() -> int:
    """The last year whose rest days in China are known here."""
    return max(int(day.year) for day in chinese_calendar.constants.holidays)
