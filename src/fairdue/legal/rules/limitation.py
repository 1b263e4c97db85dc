"""When a claim's limitation period ends, and what starts it anew or holds it back.

China: Civil Code arts. 188-199 and 201-203, General Provisions Interpretation arts. 35 and 38,
Fa Shi [2008] 11 as amended by [2020] 17, card-specific events in Fa Shi [2021] 10 art. 3.
United Kingdom: Limitation Act 1980, Prescription and Limitation (Scotland) Act 1973, CONC 7.15.
Days are the local calendar days of the court's country; the day itself is day 0.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.kernel.calendars import add_months


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a claim."""

    on: date
    kind: str
    reached: bool = True
    """It reached the debtor, or the address or number reserved with the creditor."""
    ended_on: date | None = None
    """For a suit and its equivalents: the day the procedure ended."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that kept the creditor from suing: force majeure, no legal representative …"""

    began_on: date | None
    """None: already there when the last months began."""
    removed_on: date | None
    """None: still there."""


class UnknownYearError(LookupError):
    """Nobody here knows the rest days of a year: they are announced a year at a time."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the rest days of {year} are not known")
        self.year = year


def roll_over(day: date, rest_days: Container[date]) -> date:
    """The day, or the first day after it that is no statutory rest day (Civil Code art. 203).

    Raises UnknownYearError where `rest_days` doesn't know a day's year.
    """
    while day in rest_days:
        day += timedelta(days=1)
    return day


def interrupts(
    event: Event,
    *,
    demand_kinds: Collection[str],
    consent_kinds: Collection[str],
    procedure_kinds: Collection[str],
) -> bool:
    """Does the event end the running period, so that a new one begins? (Civil Code art. 195)

    A demand must reach the debtor or the reserved address; the debtor's own consent and a
    procedure before court, police or arbitrators need not.
    """
    if event.kind in demand_kinds:
        return event.reached
    return event.kind in consent_kinds or event.kind in procedure_kinds


@dataclass(frozen=True, slots=True)
class Limits:
    """The lengths and kinds a pack gives for one country."""

    years: int
    outer_years: int | None
    suspension_months: int
    demand_kinds: Collection[str]
    consent_kinds: Collection[str]
    procedure_kinds: Collection[str]
    reviving_kinds: Collection[str]
    """What binds the debtor again even after the last day (Civil Code art. 192)."""
    starts_after_days: int = 0
    """0: the due date is day 0, so that the last day bears its date; 1: counting begins the day
    after, and the period ends a day later."""

    def last_day_from(self, day: date) -> date:
        """The last day of a period that a due date or an interruption on `day` starts."""
        return add_months(day + timedelta(days=self.starts_after_days), 12 * self.years)

    def interrupted_by(self, event: Event) -> bool:
        """See `interrupts`."""
        return interrupts(
            event,
            demand_kinds=self.demand_kinds,
            consent_kinds=self.consent_kinds,
            procedure_kinds=self.procedure_kinds,
        )


def limitation_last_day(
    due_on: date,
    events: Sequence[Event] = (),
    obstacles: Sequence[Obstacle] = (),
    *,
    limits: Limits,
    rest_days: Container[date] = frozenset(),
    known_last_day: date | None = None,
) -> date:
    """The last day, until 24:00, on which the claim is not time-barred; `date.max` while an
    obstacle lasts. `known_last_day` is one worked out already, before these events.

    The period starts on the due date (of a debt in instalments: the last one) and restarts with
    every interruption that comes in time: on the day of a demand or consent, on the day a
    procedure ends. Later demands change nothing; a later agreement of the debtor does. An
    obstacle in the last months holds the end back until some months after its removal. The outer
    limit counts from the due date and knows neither.
    """
    last = known_last_day or limits.last_day_from(due_on)
    for event in sorted(events, key=lambda event: event.on):
        held_back = roll_over(_held_back(last, obstacles, limits.suspension_months), rest_days)
        in_time = event.on <= held_back and limits.interrupted_by(event)
        if in_time or event.kind in limits.reviving_kinds:
            last = max(last, limits.last_day_from(event.ended_on or event.on))
    last = _held_back(last, obstacles, limits.suspension_months)
    if limits.outer_years is not None:
        last = min(last, add_months(due_on, 12 * limits.outer_years))
    return roll_over(last, rest_days)


def event_interrupts_limitation(event: Event, last_day_before: date, *, limits: Limits) -> bool:
    """Does this event interrupt a period that would have ended on `last_day_before`?"""
    return event.on <= last_day_before and limits.interrupted_by(event)


def is_time_barred(last_day: date, as_of: date) -> bool:
    """Has the period run out? The last day itself still counts in full."""
    return as_of > last_day


def _held_back(last: date, obstacles: Sequence[Obstacle], months: int) -> date:
    """The end, moved by obstacles that exist within its last `months` (Civil Code art. 194)."""
    for obstacle in sorted(obstacles, key=lambda obstacle: obstacle.removed_on or date.max):
        if obstacle.began_on is not None and obstacle.began_on > last:
            continue
        if obstacle.removed_on is None:
            return date.max
        if obstacle.removed_on >= add_months(last, -months):
            last = max(last, add_months(obstacle.removed_on, months))
    return last


def outer_last_day(due_on: date, *, outer_years: int) -> date:
    """The last day of the outer limit, which nothing interrupts (Civil Code art. 188)."""
    return add_months(due_on, 12 * outer_years)


def defence_stands(*, expired: bool, raised_by_debtor: bool, bound_again: bool) -> bool:
    """May the debtor refuse for lapse of time? Only the debtor can say so, never the court of its
    own motion, and not after agreeing or paying (Civil Code arts. 192-193).
    """
    return expired and raised_by_debtor and not bound_again
