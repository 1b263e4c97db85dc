"""How long somebody has worked today, whether another case may come, a target's fair part. Pure.

Time between two cases that is shorter than a pause is work: nobody is idle. Longer, it is a pause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

Span = tuple[datetime, datetime]


class Next(StrEnum):
    """Whether another case may come."""

    GO = "go"
    PAUSE_DUE = "pause_due"
    """It may; a pause would be due."""
    OVERTIME = "overtime"
    """It may; the shift's hours are over."""
    OVER = "over"
    """None today: the hours are used up."""
    QUIET = "quiet"
    """None now: the desk is at rest."""


STOPS = frozenset({Next.OVER, Next.QUIET})
"""Where no new case comes."""


@dataclass(frozen=True, slots=True)
class HoursLimits:
    """What policy allows; `day_from` and `day_until` are local times."""

    shift: timedelta
    overtime_max: timedelta
    pause_after: timedelta
    pause: timedelta
    day_from: time
    day_until: time


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """One person's day so far."""

    worked: timedelta
    since_pause: timedelta
    pauses: int
    next: Next

    @property
    def stops(self) -> bool:
        """True where no new case comes."""
        return self.next in STOPS


def joined(spans: Sequence[Span], gap_less_than: timedelta) -> list[Span]:
    """Spans in order, those that overlap, touch or lie closer than a gap made one."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and (begins <= found[-1][1] or begins - found[-1][1] < gap_less_than):
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def judge_day(
    spans: Sequence[Span], at: datetime, local_time: time, limits: HoursLimits
) -> WorkingDay:
    """The day so far from the spans in which cases were in hand, none of them after `at`."""
    stretches = joined(spans, limits.pause)
    worked = sum((ends - begins for begins, ends in stretches), timedelta())
    last = stretches[-1] if stretches else (at, at)
    going_on = at - last[1] < limits.pause
    since_pause = at - last[0] if stretches and going_on else timedelta()
    pauses = len(stretches) - 1 if going_on else len(stretches)
    return WorkingDay(
        worked, since_pause, max(0, pauses), _next(worked, since_pause, local_time, limits)
    )


def _next(worked: timedelta, since_pause: timedelta, local_time: time, limits: HoursLimits) -> Next:
    if not limits.day_from <= local_time < limits.day_until:
        return Next.QUIET
    if worked >= limits.shift + limits.overtime_max:
        return Next.OVER
    if since_pause >= limits.pause_after:
        return Next.PAUSE_DUE
    return Next.OVERTIME if worked >= limits.shift else Next.GO


def in_proportion(full: int, shift: timedelta, recovered: timedelta) -> int:
    """A day's target less the part of the shift taken to recover, rounded down; never below 0."""
    left = max(timedelta(), shift - recovered)
    return full * left // shift if shift else full
