"""One month of an account as credit databases are told of it, and the months before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.credit_record.rules.metro2 import account_status, history_character
from fairdue.credit_record.rules.pboc_status import card_status
from fairdue.kernel.calendars import add_months

MONTHS_KEPT = 60
"""The longest history that a database shows."""
UNKNOWN_METRO2, UNKNOWN_PBOC = "D", "#"
"""A month of which the issuer's files said nothing."""
DAYS_OF_A_CYCLE = 30
NOT_USED = "no_use"


@dataclass(frozen=True, slots=True)
class Facts:
    """Where an account stands on the last night of a month; grace and tolerance are granted."""

    days_past_due: int | None
    """None where the issuer gives cycles only."""
    cycles_past_due: int
    total_minor: int
    usage: str = ""
    """no_use | paid_in_full | revolving | late; "" where not given."""


@dataclass(frozen=True, slots=True)
class Month:
    """What the month is called in either format."""

    metro2_status: str
    metro2_character: str
    pboc_status: str


def reported_days(days_past_due: int | None, cycles_past_due: int) -> int:
    """Days past due; where only cycles are known, the fewest that so many can be."""
    if days_past_due is not None:
        return max(days_past_due, 0)
    return max(cycles_past_due - 1, 0) * DAYS_OF_A_CYCLE + (cycles_past_due > 0)


def month_of(facts: Facts) -> Month:
    """The codes of a month. A charge-off is never guessed from days: it is the lender's act."""
    days = reported_days(facts.days_past_due, facts.cycles_past_due)
    nothing_owed = facts.total_minor <= 0
    unused = nothing_owed and facts.usage in ("", NOT_USED) and facts.cycles_past_due <= 0
    clear = days <= 0 and nothing_owed
    return Month(
        metro2_status=account_status(days),
        metro2_character=history_character(days, "zero_balance_current" if clear else None),
        pboc_status=card_status(facts.cycles_past_due, "nothing_due" if unused else None),
    )


def carried(character: str, before: str, *, unknown: str, months_missed: int = 0) -> str:
    """A history with its newest month in front, MONTHS_KEPT characters at most.

    `months_missed` months without any figures, between this one and `before`, are `unknown`.
    """
    return (character + unknown * months_missed + before)[:MONTHS_KEPT]


def first_missed(
    before: date | None, oldest_unmet_due_on: date | None, *, late: bool, was_current: bool
) -> date | None:
    """The due day of the first payment missed in the delinquency that goes on; None: current.

    `before`: as of the month before; `was_current`: on some night since. A part payment moves the
    oldest unmet due day on, but only being brought current ends a delinquency.
    """
    if not late:
        return None
    if before is None or was_current:
        return oldest_unmet_due_on
    return before if oldest_unmet_due_on is None else min(before, oldest_unmet_due_on)


def last_day_of_month(day: date) -> date:
    """The last calendar day of a day's month."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def months_missed(before: date | None, month: date) -> int:
    """Whole months between two months, neither counted; 0 without one before."""
    if before is None:
        return 0
    return (month.year - before.year) * 12 + month.month - before.month - 1


def month_to_close(as_of: date, before: date | None) -> tuple[date, date] | None:
    """Which month a night ends: its last day, and the night whose figures it has.

    A month whose last day the issuer gave no file for is closed by the first night after it,
    with the figures of its own last night.
    """
    if as_of == last_day_of_month(as_of):
        return as_of, as_of
    if before is None or (before.year, before.month) == (as_of.year, as_of.month):
        return None
    ended = last_day_of_month(before)
    return None if ended == before else (ended, before)
