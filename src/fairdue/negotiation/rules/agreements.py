"""What became of an agreement, told from the payments alone. Pure; amounts in minor units.

Nothing here remembers: the same payments by the same day give the same answer, in whatever order
they became known. An instalment is met when what was paid since the agreement began covers it and
all before it, less the tolerance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from fairdue.kernel.text import Text

PROPOSED, APPROVED, DECLINED, WITHDRAWN = "proposed", "approved", "declined", "withdrawn"
ACTIVE, BREACHED, CURED = "active", "breached", "cured"
COMPLETED, REVISED, ENDED = "completed", "revised", "ended"

STATE_NAMES: dict[str, Text] = {
    PROPOSED: Text("waiting for approval", "待审批"),
    APPROVED: Text("ready to be accepted", "待客户确认"),
    DECLINED: Text("not approved", "未获批准"),
    WITHDRAWN: Text("withdrawn", "已撤回"),
    ACTIVE: Text("being performed", "履行中"),
    BREACHED: Text("breached", "已违约"),
    CURED: Text("performed again", "已恢复履行"),
    COMPLETED: Text("completed", "已履行完毕"),
    REVISED: Text("replaced by a revision", "已变更"),
    ENDED: Text("ended", "已终止"),
}

OFFERED = frozenset({PROPOSED, APPROVED})
"""Not agreed yet."""
PERFORMED = frozenset({ACTIVE, CURED})
"""Agreed and kept to: collecting rests."""
RUNNING = frozenset({ACTIVE, BREACHED, CURED})
"""Agreed and not over. One at a time in each currency."""
AGREED = frozenset({ACTIVE, BREACHED, CURED, COMPLETED, REVISED, ENDED})
"""Accepted at some time, so within the ceiling or with a second person's reason."""

OPEN, PAID, MISSED = "open", "paid", "missed"
INSTALMENT_NAMES: dict[str, Text] = {
    OPEN: Text("not due yet", "未到期"),
    PAID: Text("paid", "已还"),
    MISSED: Text("missed", "未按期还款"),
}

LAPSED = "lapsed"
"""Why an agreement ended that nobody ended: a breach that wasn't cured in time."""


@dataclass(frozen=True, slots=True)
class Following:
    """The lender's values of the day the agreement was accepted (LENDER-PLAN)."""

    grace_days: int
    """Calendar days after the due date within which a payment is still in time."""
    tolerance_minor: int
    """An instalment is met when no more than this is missing in all."""
    breach_instalments: int
    """So many missed and unpaid ones at a time are a breach."""
    cure_days: int
    """Calendar days after the grace within which a breach can be cured."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is to be paid, and when."""

    due_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class InstalmentJudged:
    """What became of one instalment. `settled_on`: the day on which it was paid, or missed."""

    state: str
    paid_minor: int
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of an agreement. `since`: the day the state began; None for one never missed."""

    state: str
    since: date | None
    paid_minor: int
    instalments: tuple[InstalmentJudged, ...]


def judge(
    instalments: Sequence[Instalment],
    paid: Mapping[date, int],
    *,
    as_of: date,
    following: Following,
) -> Judged:
    """The state of an agreement and its instalments on `as_of`.

    `instalments` in order of their days; `paid`: what counts for this agreement, by day (see
    `promises.share_days`). Ended once a breach was not cured in time; else completed when all is
    met, breached while too many are missed, cured when they were and are no more.
    """
    books = _Books(instalments, paid, as_of, following)
    judged = tuple(books.instalment(place) for place in range(len(instalments)))
    state, since = books.state()
    return Judged(state, since, books.total, judged)


class _Books:
    """Running totals of what is needed and what was paid."""

    def __init__(
        self,
        instalments: Sequence[Instalment],
        paid: Mapping[date, int],
        as_of: date,
        following: Following,
    ) -> None:
        self.asked = instalments
        self.as_of = as_of
        self.following = following
        due = [each.amount_minor for each in instalments]
        self.before = [0, *accumulate(due)]
        self.needed = [
            max(self.before[place + 1] - following.tolerance_minor, self.before[place] + 1)
            for place in range(len(due))
        ]
        """What must be paid in all for each to be met: something of it, whatever the tolerance."""
        grace = timedelta(days=following.grace_days)
        self.deadlines = [each.due_on + grace for each in instalments]
        self.days = sorted(day for day in paid if day <= as_of)
        self.sums = list(accumulate(paid[day] for day in self.days))
        self.total = self.sums[-1] if self.sums else 0

    def by(self, day: date) -> int:
        """What was paid up to a day, the day itself too."""
        place = bisect_right(self.days, day)
        return self.sums[place - 1] if place else 0

    def missed(self, day: date) -> int:
        """How many instalments are past their grace on a day, and unpaid."""
        over = bisect_left(self.deadlines, day)
        return max(0, over - bisect_right(self.needed, self.by(day)))

    def instalment(self, place: int) -> InstalmentJudged:
        """What became of one."""
        covered = self.total - self.before[place]
        paid = min(self.asked[place].amount_minor, max(0, covered))
        if self.total >= self.needed[place]:
            return InstalmentJudged(PAID, paid, self.met_on(place))
        if self.as_of > self.deadlines[place]:
            return InstalmentJudged(MISSED, paid, self.deadlines[place] + timedelta(days=1))
        return InstalmentJudged(OPEN, paid, None)

    def met_on(self, place: int) -> date:
        """The day from which on it has been met."""
        unmet = [at for at, so_far in enumerate(self.sums) if so_far < self.needed[place]]
        return self.days[unmet[-1] + 1 if unmet else 0]

    def state(self) -> tuple[str, date | None]:
        """The state, and the day on which it began."""
        most = self.following.breach_instalments
        turns = self._turns()
        cure = timedelta(days=self.following.cure_days)
        for deadline, needed in zip(self.deadlines, self.needed, strict=True):
            last = deadline + cure
            if last < self.as_of and self.by(last) < needed and self.missed(last) >= most:
                return ENDED, last + timedelta(days=1)
        if self.total >= self.needed[-1]:
            return COMPLETED, self.met_on(len(self.needed) - 1)
        breached = [self.missed(day) >= most for day in turns]
        if not any(breached):
            return ACTIVE, None
        now = breached[-1]
        other = [place for place, was in enumerate(breached) if was != now]
        return (BREACHED if now else CURED), turns[other[-1] + 1 if other else 0]

    def _turns(self) -> list[date]:
        """The days on which a breach can begin or end, up to `as_of`."""
        over = (deadline + timedelta(days=1) for deadline in self.deadlines)
        return sorted({day for day in over if day <= self.as_of} | set(self.days))
