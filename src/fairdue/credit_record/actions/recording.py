"""What every change here has in common: the number of the next row, and today."""

from __future__ import annotations

from datetime import date, datetime

from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.portfolio.queries.terms import zone


def today(at: datetime) -> date:
    """The lender's local day of a moment."""
    return local_day(at, zone())


def not_later(on: date, at: datetime) -> date:
    """The day, unless it is still to come. Raises Refused."""
    if on > today(at):
        raise Refused(Text("This day is still to come.", "该日期尚未到来。"))
    return on
