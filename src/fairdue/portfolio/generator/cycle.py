"""Statement and due days. Both are the same days of every month, as Chinese issuers print them.

The due day is the 1st to the 27th, so that exactly one due falls between two snapshots a month
apart, whatever the months' lengths; the statement comes 20 to 25 days before.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from fairdue.kernel.calendars import add_months
from fairdue.portfolio.generator.chance import Chance

LAST_DUE_DAY = 27
EPOCH = date(1970, 1, 1)
_MONTHS_BACK = 24


def due_day(chance: Chance) -> pl.Expr:
    """Day of the month on which the minimum is due (Int64, 1 to 27)."""
    return chance.below("cycle/due", LAST_DUE_DAY) + 1


def statement_day(chance: Chance, due: pl.Expr) -> pl.Expr:
    """Day of the month of the statement (Int64, 1 to 28).

    In the due's own month for dues from the 21st on, else in the month before, where the days
    between also depend on that month's length: 20 to 25 either way.
    """
    extra = chance.below("cycle/extra", 60)
    room = pl.min_horizontal(due - 20, pl.lit(6))
    same_month = due - 20 - extra % pl.max_horizontal(room, pl.lit(1))
    return pl.when(due >= 21).then(same_month).otherwise(due + 30 - 22 - extra % 3)


def last_due(as_of: date, due: pl.Expr, months_before: pl.Expr | int = 0) -> pl.Expr:
    """The latest due before `as_of` (Date), or the one `months_before` earlier."""
    this_month = (due >= as_of.day).cast(pl.Int64)
    return _day_of_month(as_of, this_month + months_before, due)


def statement_on(as_of: date, statement: pl.Expr) -> pl.Expr:
    """The latest statement on or before `as_of` (Date)."""
    return _day_of_month(as_of, (statement > as_of.day).cast(pl.Int64), statement)


def statement_due_on(as_of: date, statement: pl.Expr, due: pl.Expr) -> pl.Expr:
    """When the minimum of the latest statement is due (Date); may lie ahead."""
    back = (statement > as_of.day).cast(pl.Int64) - (due < statement).cast(pl.Int64)
    return _day_of_month(as_of, back, due)


def _day_of_month(as_of: date, months_back: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A day of the month that lies so many months before `as_of`'s (-1 is the next month)."""
    first = as_of.replace(day=1)
    starts = [(add_months(first, -back) - EPOCH).days for back in range(-1, _MONTHS_BACK)]
    start = pl.lit(pl.Series(starts)).gather(months_back + 1)
    return (start + day - 1).cast(pl.Int32).cast(pl.Date)
