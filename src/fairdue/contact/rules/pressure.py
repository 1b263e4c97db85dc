"""The pressure a person is under, and its budget: LENDER-PRESSURE.

Every touch weighs some points by its channel and by whether it reached anybody; it fades by half
every few days. Points of all accounts, channels and agencies add up. A contact is denied when it
would take the person over their budget; hardship and vulnerability make the budget smaller.

Everything is reckoned in whole thousandths of a point and whole local days, so that the rule, the
database and the night's columns come to the same number. `docs/algorithms/pressure.md` has the
formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from fairdue.compliance.rules.circumstances import Mark
from fairdue.contact.rules.limits import Touch
from fairdue.contact.rules.terms import Term, say_moment
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

MILLI = 1000
"""Thousandths in a point."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What touches weigh and how they fade. Weights are whole points."""

    reached: Mapping[str, int]
    """By channel: a touch that reached somebody or something, and one that still may."""
    missed: Mapping[str, int]
    """By channel: a touch that nobody and nothing answered."""
    missed_outcomes: frozenset[str]
    half_life_days: int
    horizon_days: int
    """Touches older than this weigh nothing."""

    @property
    def fading(self) -> tuple[int, ...]:
        """Thousandths left of a touch by whole local days since: today, yesterday, …"""
        return _fading(self.half_life_days, self.horizon_days)

    def weight(self, touch: Touch) -> int:
        """Points of a touch on its day."""
        by_channel = self.missed if touch.outcome in self.missed_outcomes else self.reached
        return by_channel[touch.channel]


@cache
def _fading(half_life_days: int, horizon_days: int) -> tuple[int, ...]:
    return tuple(round(MILLI * 0.5 ** (days / half_life_days)) for days in range(horizon_days))


@dataclass(frozen=True, slots=True)
class Budget:
    """Most points a person may be under, by their circumstances."""

    ordinary: int
    by_mark: Mapping[str, int]
    """While a mark of a kind stands."""

    def at(self, at: datetime, marks: Iterable[Mark]) -> int:
        """The smallest that applies at a moment."""
        standing = [self.by_mark.get(mark.kind, self.ordinary) for mark in marks
                    if mark.stands_at(at)]  # fmt: skip
        return min([self.ordinary, *standing])


@dataclass(frozen=True, slots=True)
class Pressure:
    """Scale and budget as in force on the day."""

    scale: Scale
    budget: Budget


def index(touches: Iterable[Touch], at: datetime, zone: ZoneInfo, scale: Scale) -> int:
    """The person's pressure at a moment, in thousandths of a point."""
    today, fading = local_day(at, zone), scale.fading
    total = 0
    for touch in touches:
        days = (today - local_day(touch.at, zone)).days
        if touch.counts_at(at) and days < len(fading):
            total += scale.weight(touch) * fading[days]
    return total


def may_press(
    touches: Sequence[Touch],
    marks: Sequence[Mark],
    channel: str,
    at: datetime,
    zone: ZoneInfo,
    term: Term[Pressure],
) -> Clause:
    """Denied when this contact, if it reached the person, would take them over their budget."""
    scale, budget = term.value.scale, term.value.budget.at(at, marks)
    now, adds = index(touches, at, zone, scale), scale.reached[channel]
    values = (("pressure", _points(now)), ("adds", str(adds)), ("budget", str(budget)))
    said = Text(
        f"Pressure is {_points(now)} of {budget}; this contact would add {adds} {term.basis.en}.",
        f"当前压力指数{_points(now)}，上限{budget}；本次联系将增加{adds}{term.basis.zh}。",
    )
    if now + adds * MILLI <= budget * MILLI:
        return Clause(term.rule, True, said, values, term.citation)
    free = _free_from(touches, marks, channel, at, zone, term.value)
    if free is None:
        mend = Text(" Choose a gentler channel.", "请改用压力更小的方式。")
    else:
        when = say_moment(free, zone)
        mend = Text(f" Allowed from {when.en}.", f"{when.zh}起可再联系。")
    return Clause(
        rule=term.rule,
        allowed=False,
        reason=Text(said.en + mend.en, said.zh + mend.zh),
        values=values,
        citation=term.citation,
        allowed_from=free,
    )


def _free_from(
    touches: Sequence[Touch],
    marks: Sequence[Mark],
    channel: str,
    at: datetime,
    zone: ZoneInfo,
    pressure: Pressure,
) -> datetime | None:
    """The first moment at which there is room, if nothing happens in between; None if never.

    The index falls at midnights and when an unused permit runs out, the budget rises when a mark
    ends.
    """
    scale, today = pressure.scale, local_day(at, zone)
    moments = {
        day_bounds(today + timedelta(days=days + 1), zone)[0] for days in range(scale.horizon_days)
    }
    moments |= {touch.expires_at for touch in touches if touch.expires_at is not None}
    moments |= {end for mark in marks for end in (mark.ends_at, mark.cleared_at) if end is not None}
    return next(
        (
            moment
            for moment in sorted(moments)
            if moment > at
            and index(touches, moment, zone, scale) + scale.reached[channel] * MILLI
            <= pressure.budget.at(moment, marks) * MILLI
        ),
        None,
    )


def _points(milli: int) -> str:
    """Whole points, rounded up, so that what is shown never understates."""
    return str(-(-milli // MILLI))
