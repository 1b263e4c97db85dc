"""Dates of the United Kingdom's debt respite scheme: SI 2020/1311 regs 7, 11, 24-27.

England and Wales only. A moratorium begins the day after the register entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.compliance.rules.uk_business_days import next_business_day
from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

STANDARD, MENTAL_HEALTH = "standard", "mental_health_crisis"


@dataclass(frozen=True, slots=True)
class Moratorium:
    """First and last day, both inside; the last is None while treatment goes on."""

    first_day: date
    last_day: date | None

    def covers(self, day: date) -> bool:
        """Is the day inside?"""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


def moratorium(
    registered_on: date,
    kind: str,
    *,
    treatment_ended_on: date | None = None,
    cancelled_on: date | None = None,
    start_after_days: int,
    standard_days: int,
    after_treatment_days: int,
) -> Moratorium:
    """The moratorium of a register entry: 60 days beginning with the first, or treatment and 30
    days more. A cancellation ends it on its day. Raises ValueError for another kind.
    """
    first = registered_on + timedelta(days=start_after_days)
    if kind == STANDARD:
        last: date | None = first + timedelta(days=standard_days - 1)
    elif kind == MENTAL_HEALTH:
        last = treatment_ended_on and treatment_ended_on + timedelta(days=after_treatment_days)
    else:
        raise ValueError(f"kind must be {STANDARD} or {MENTAL_HEALTH}, not {kind!r}")
    if cancelled_on is not None:
        last = cancelled_on if last is None else min(last, cancelled_on)
    return Moratorium(first, last)


def review_window(first_day: date, *, from_day: int, to_day: int) -> tuple[date, date]:
    """First and last day of the adviser's midway review, counting the first day as day 1."""
    return (
        first_day + timedelta(days=from_day - 1),
        first_day + timedelta(days=to_day - 1),
    )


def may_enter_again_on(previous_end: date, *, months: int) -> date:
    """The first day a new standard moratorium may begin: once in twelve months."""
    return add_months(previous_end, months) + timedelta(days=1)


def register_by(submitted_on: date) -> date:
    """The last day for the register entry: the next business day after the adviser's submission."""
    return next_business_day(submitted_on)


def scottish_moratorium_end(began_on: date, *, months: int) -> date:
    """The last day of a Scottish statutory moratorium, counting its first day."""
    return add_months(began_on, months) - timedelta(days=1)


def may_start_standard(on: date, previous_ends: Sequence[date], *, months: int) -> Clause:
    """May a standard moratorium start? Not within twelve months of an earlier one's end; crisis
    moratoria aren't limited and don't count.
    """
    opens = [may_enter_again_on(end, months=months) for end in previous_ends]
    return Clause(
        "uk.debt_respite.again",
        allowed=all(on >= day for day in opens),
        reason=Text(
            f"A standard breathing space is open once in {months} months.",
            f"标准暂缓期每{months}个月仅限一次。",
        ),
        values=(("from", str(max(opens, default=None))),),
    )


def may_enforce(day: date, space: Moratorium) -> Clause:
    """May a moratorium debt be enforced, also against a co-debtor? An act in breach is void."""
    return Clause(
        "uk.debt_respite.effect",
        allowed=not space.covers(day),
        reason=Text(
            "No enforcement in a breathing space; an act in breach is void.",
            "暂缓期内不得强制执行，违反者无效。",
        ),
    )


def may_charge(days: tuple[date, date], space: Moratorium, *, co_debtor: bool) -> Clause:
    """May interest, fees or charges be added for these days, first and last? Never for days inside,
    not even later; a co-debtor may still be charged interest.
    """
    first, last = days
    ends = space.last_day or date.max
    inside = first <= ends and last >= space.first_day
    return Clause(
        "uk.debt_respite.effect",
        allowed=co_debtor or not inside,
        reason=Text(
            "No interest, fees or charges for days of a breathing space, ever.",
            "暂缓期内各日不得计收利息及费用，事后亦不得补收。",
        ),
    )


def interest_may_run(day: date, space: Moratorium) -> bool:
    """May interest, fees or charges accrue on a moratorium debt for this day? Never inside it."""
    return not space.covers(day)
