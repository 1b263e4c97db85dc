"""What becomes of a customer's case from day to day.

A case is a customer's stay in collections over all their accounts. `fold` is the reference:
it walks a customer's days in order, whatever order they are given in. `columns.advance` takes
one day's step for everyone at once, and tests prove both agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from fairdue.kernel.calendars import add_months


class Exit(StrEnum):
    """Why a case left collections."""

    PAID = "paid"
    SETTLED = "settled"
    GONE = "gone"


CURES = frozenset({Exit.PAID, Exit.SETTLED})
"""Exits after which coming back is a re-default."""


class Happening(StrEnum):
    """What happened to a case overnight."""

    ENTERED = "entered"
    ROLLED = "rolled"
    IMPROVED = "improved"
    EXITED = "exited"


@dataclass(frozen=True, slots=True)
class Day:
    """A customer on one day, over all accounts: the worst of each, and whether any owes."""

    bucket: int
    days_past_due: int | None = None
    accounts_past_due: int = 0
    owes: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A customer's latest case. `ordinal` counts the customer's cases from 1."""

    ordinal: int
    opened_on: date
    closed_on: date | None
    exit_reason: Exit | None
    re_default: bool
    bucket_at_entry: int
    bucket: int
    worst_bucket: int
    days_past_due: int | None
    accounts_past_due: int
    last_past_due_on: date


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history."""

    ordinal: int
    on: date
    kind: Happening
    from_bucket: int | None
    to_bucket: int | None


def step(
    case: Case | None, on: date, today: Day | None, re_default_months: int
) -> tuple[Case | None, Event | None]:
    """The case at the end of a day, and what happened.

    `case` is the customer's latest, open or closed, or None; `today` is None when the customer
    is not in the day's file.
    """
    late = today is not None and today.bucket >= 1
    is_open = case is not None and case.closed_on is None
    if today is not None and late and not is_open:
        return _enter(case, on, today, re_default_months)
    if case is None or not is_open:
        return case, None
    if today is not None and late:
        return _carry_on(case, on, today)
    return _leave(case, on, today)


def fold(days: Mapping[date, Day | None], re_default_months: int) -> tuple[list[Case], list[Event]]:
    """All cases and events of one customer from all their days, given in any order.

    A day whose value is None is one whose file did not hold the customer.
    """
    cases: dict[int, Case] = {}
    events: list[Event] = []
    latest: Case | None = None
    for on in sorted(days):
        latest, event = step(latest, on, days[on], re_default_months)
        if latest is not None:
            cases[latest.ordinal] = latest
        if event is not None:
            events.append(event)
    return list(cases.values()), events


def is_re_default(case: Case | None, on: date, months: int) -> bool:
    """True when the latest case was cured on or after the same day `months` months ago."""
    return (
        case is not None
        and case.exit_reason in CURES
        and case.closed_on is not None
        and case.closed_on >= add_months(on, -months)
    )


def worst_of(days: Iterable[Day]) -> Day:
    """A customer's day from that of each account: the worst of each figure."""
    all_days = list(days)
    late = [day for day in all_days if day.bucket >= 1]
    known = [day.days_past_due for day in late if day.days_past_due is not None]
    return Day(
        bucket=max(day.bucket for day in all_days),
        days_past_due=max(known, default=None),
        accounts_past_due=sum(day.accounts_past_due for day in all_days),
        owes=any(day.owes for day in all_days),
    )


def _enter(before: Case | None, on: date, today: Day, months: int) -> tuple[Case, Event]:
    ordinal = before.ordinal + 1 if before else 1
    case = Case(
        ordinal=ordinal,
        opened_on=on,
        closed_on=None,
        exit_reason=None,
        re_default=is_re_default(before, on, months),
        bucket_at_entry=today.bucket,
        bucket=today.bucket,
        worst_bucket=today.bucket,
        days_past_due=today.days_past_due,
        accounts_past_due=today.accounts_past_due,
        last_past_due_on=on,
    )
    return case, Event(ordinal, on, Happening.ENTERED, None, today.bucket)


def _carry_on(case: Case, on: date, today: Day) -> tuple[Case, Event | None]:
    after = replace(
        case,
        bucket=today.bucket,
        worst_bucket=max(case.worst_bucket, today.bucket),
        days_past_due=today.days_past_due,
        accounts_past_due=today.accounts_past_due,
        last_past_due_on=on,
    )
    if today.bucket == case.bucket:
        return after, None
    kind = Happening.ROLLED if today.bucket > case.bucket else Happening.IMPROVED
    return after, Event(case.ordinal, on, kind, case.bucket, today.bucket)


def _leave(case: Case, on: date, today: Day | None) -> tuple[Case, Event]:
    present = Exit.PAID if today is not None and today.owes else Exit.SETTLED
    reason = Exit.GONE if today is None else present
    after = replace(
        case,
        closed_on=on,
        exit_reason=reason,
        bucket=0,
        days_past_due=None if today is None else 0,
        accounts_past_due=0,
    )
    to_bucket = None if today is None else 0
    return after, Event(case.ordinal, on, Happening.EXITED, case.bucket, to_bucket)
