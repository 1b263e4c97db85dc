"""How often a person or one number may be contacted within a window of calendar days.

One shape serves every limit of every pack: which channels and outcomes count, whether per person
or per contact point, over how many local days, and how many there may be. The database counts by
the same table (`contact_counts` in `contact/door.py`), and the night by columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.terms import Term, say_moment
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Touch:
    """An attempt to reach the person, or a granted permit that nobody has used yet."""

    channel: str
    contact_point_id: int | None
    at: datetime
    outcome: str
    """"" while it is open, and for a permit not used yet."""
    expires_at: datetime | None = None
    """For a permit not used yet: it is void from here on and counts no more."""

    def counts_at(self, at: datetime) -> bool:
        """Was it made by `at`, and is it not a permit that has run out?"""
        return self.at <= at and (self.expires_at is None or self.expires_at > at)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `term.value` touches of a kind within the last `days` local days, today included."""

    term: Term[int]
    channels: tuple[str, ...]
    outcomes: frozenset[str]
    """Ended touches count with one of these outcomes. Open ones, and permits not used yet,
    always count: they may still become one."""
    per_point: bool
    days: int
    what: Text
    unit: Text

    def counts(self, touch: Touch, contact_point_id: int | None) -> bool:
        """Does a touch weigh against this limit, whenever it was?"""
        return (
            touch.channel in self.channels
            and (not touch.outcome or touch.outcome in self.outcomes)
            and (not self.per_point or touch.contact_point_id == contact_point_id)
        )

    def begins(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first moment of the window that ends with the local day of `at`."""
        first = local_day(at, zone) - timedelta(days=self.days - 1)
        return day_bounds(first, zone)[0]


def counted(
    limit: Limit,
    touches: Sequence[Touch],
    *,
    contact_point_id: int | None,
    at: datetime,
    zone: ZoneInfo,
) -> list[Touch]:
    """The touches that weigh against a limit at a moment, the oldest first."""
    if not touches:
        return []
    begins = limit.begins(at, zone)
    found = [
        touch
        for touch in touches
        if touch.at >= begins and touch.counts_at(at) and limit.counts(touch, contact_point_id)
    ]
    return sorted(found, key=lambda touch: touch.at)


def may_within(limit: Limit, weighing: Sequence[Touch], at: datetime, zone: ZoneInfo) -> Clause:
    """Denied once the window is full. `weighing`: the touches that count, the oldest first."""
    number, most = len(weighing), limit.term.value
    values = (("today" if limit.days == 1 else "count", str(number)), ("max", str(most)))
    basis = limit.term.basis
    said = Text(
        f"{number} of {most} {limit.what.en} {basis.en}.",
        f"{limit.what.zh}{number}次，上限{most}{limit.unit.zh}{basis.zh}。",
    )
    if number < most:
        return Clause(limit.term.rule, True, said, values, limit.term.citation)
    free = _free_from(limit, weighing, zone)
    when = say_moment(free, zone) if free else None
    mend = (
        Text(f" Allowed from {when.en}.", f"{when.zh}起可再联系。")
        if when
        else Text(" Not allowed at all.", "不得以此方式联系。")
    )
    return Clause(
        rule=limit.term.rule,
        allowed=False,
        reason=Text(said.en + mend.en, said.zh + mend.zh),
        values=values,
        citation=limit.term.citation,
        allowed_from=free,
    )


def _free_from(limit: Limit, weighing: Sequence[Touch], zone: ZoneInfo) -> datetime | None:
    """When enough of the window has passed, if nothing happens in between; None if never.

    A permit that nobody uses runs out; everything else leaves the window by its day.
    """
    if limit.term.value < 1:
        return None
    leaves = sorted(_leaves(limit, touch, zone) for touch in weighing)
    return leaves[len(weighing) - limit.term.value]


def _leaves(limit: Limit, touch: Touch, zone: ZoneInfo) -> datetime:
    last = local_day(touch.at, zone) + timedelta(days=limit.days)
    gone = day_bounds(last, zone)[0]
    return gone if touch.expires_at is None else min(gone, touch.expires_at)
