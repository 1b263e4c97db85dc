"""Until when somebody may work cases: by the certificates they hold and the exercises they owe.

CN-STAFF-02 (GB/T 45251-2025, NIFA 2024): training and a test before the job, then at least yearly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.kernel.calendars import add_months

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate that counts: passed on a day, good through another."""

    course: str
    issued_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Owed:
    """An exercise not done yet: the course is to be passed again, by the end of a day."""

    course: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with the courses their role needs."""

    missing: tuple[str, ...]
    """Courses of which no certificate counts any more, or whose exercise is overdue."""
    through: date | None
    """The last day on which they may work cases as things stand; None while courses are missing."""

    @property
    def may_work(self) -> bool:
        """May they work cases?"""
        return self.through is not None


def expires_on(issued_on: date, months: int) -> date:
    """The last day of a certificate: the same day so many months later, or that month's last."""
    return add_months(issued_on, months)


def standing(
    needed: Collection[str], held: Iterable[Held], owed: Iterable[Owed], on: date
) -> Standing:
    """How somebody stands on a day.

    Of each course needed the certificate that lasts longest counts. An exercise that is overdue
    takes it away until the course is passed again; of courses that aren't needed none is asked.
    """
    last = _through(needed, held, owed)
    missing = tuple(course for course, day in last.items() if day is None or day < on)
    days = [day for day in last.values() if day is not None]
    return Standing(missing, None if missing else min(days, default=date.max))


def _through(
    needed: Collection[str], held: Iterable[Held], owed: Iterable[Owed]
) -> Mapping[str, date | None]:
    last: dict[str, date | None] = dict.fromkeys(needed)
    for each in held:
        known = last.get(each.course)
        if each.course in last and (known is None or each.expires_on > known):
            last[each.course] = each.expires_on
    for exercise in owed:
        known = last.get(exercise.course)
        if known is not None:
            last[exercise.course] = min(known, exercise.due_on)
    return last
