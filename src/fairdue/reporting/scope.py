"""What a page of figures is about: which days, which currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fairdue.kernel.calendars import day_bounds
from fairdue.reporting.figure import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """The days and the currency that all figures of a page share."""

    as_of: date | None
    """The day of the lake; None when no night has run yet."""
    before: date | None
    """The earlier day of the roll matrix; None when there is only one."""
    span: Span
    """Local days of the desk's figures."""
    currency: str
    zone: ZoneInfo

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """First moment of the span, and first moment after it."""
        return day_bounds(self.span.first, self.zone)[0], day_bounds(self.span.last, self.zone)[1]

    @property
    def day(self) -> Span:
        """The lake's day as a span."""
        if self.as_of is None:
            raise LookupError("no night has run yet, so there is no day to count")
        return Span(self.as_of, self.as_of)

    @property
    def move(self) -> Span:
        """The two days of the roll matrix as a span."""
        if self.as_of is None or self.before is None:
            raise LookupError("a roll matrix needs two days")
        return Span(self.before, self.as_of)
