"""What a promise may be, and what became of it. Pure; amounts in minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

OPEN, KEPT, PARTIAL, BROKEN = "open", "kept", "partial", "broken"


@dataclass(frozen=True, slots=True)
class PromiseTerms:
    """The lender's values of the day the promise is made or settled (LENDER-PROMISE)."""

    days_max: int
    """The latest due date, in calendar days after the day it is made."""
    grace_days: int
    """Calendar days after the due date within which a payment is still in time."""
    tolerance_minor: int
    """A promise is kept when no more than this is missing."""


def promise_state(
    *,
    amount_minor: int,
    paid_minor: int,
    due_on: date,
    as_of: date,
    grace_days: int,
    tolerance_minor: int,
) -> str:
    """What a promise is worth on `as_of`: open, kept, partial or broken.

    `paid_minor` is what came in from the day it was made up to the due date plus grace, and not
    after `as_of`. Kept as soon as that reaches the amount less the tolerance; otherwise open
    until the grace is over; then partial if anything came in, else broken. A tolerance never
    makes a promise kept for which nothing was paid.
    """
    if paid_minor > 0 and paid_minor >= amount_minor - tolerance_minor:
        return KEPT
    if as_of <= due_on + timedelta(days=grace_days):
        return OPEN
    return PARTIAL if paid_minor > 0 else BROKEN


@dataclass(frozen=True, slots=True)
class Asked:
    """What a promise or an agreement waits for: an amount, paid from its first day to its last."""

    amount_minor: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Share:
    """What of one customer's payments counts for a promise or an agreement, by day."""

    needed: Mapping[date, int]
    """Up to what it asked for."""
    beyond: Mapping[date, int]
    """What nobody asked for."""

    @property
    def total_minor(self) -> int:
        """All that counts for it."""
        return sum(self.needed.values()) + sum(self.beyond.values())

    @property
    def by_day(self) -> dict[date, int]:
        """Both together."""
        return {
            day: self.needed.get(day, 0) + self.beyond.get(day, 0)
            for day in sorted({*self.needed, *self.beyond})
        }


def share_out(promises: Sequence[Asked], paid: Mapping[date, int]) -> list[tuple[int, date | None]]:
    """How much of one customer's payments counts for each promise, and the last day it took from.

    As `share_days`, added up.
    """
    return [
        (share.total_minor, max(share.needed, default=None)) for share in share_days(promises, paid)
    ]


def share_days(asked: Sequence[Asked], paid: Mapping[date, int]) -> list[Share]:
    """Which of one customer's payments count for each of what was promised or agreed.

    `asked` is in the order in which it was made, `paid` is the net amount by day. Money counts
    once: the oldest takes what it needs of its days, the earliest first, then the next. What
    nobody needs counts for the newest whose days it falls in, so that over all the sum is what
    came in on any of their days. What was taken back is first set against payments of the same
    one's days.
    """
    left = dict(paid)
    needed: list[dict[date, int]] = []
    for each in asked:
        days = _days_of(each, left)
        _set_off(days, left)
        wanted = min(each.amount_minor, sum(left[day] for day in days))
        share: dict[date, int] = {}
        for day in days:
            taken = max(0, min(left[day], wanted - sum(share.values())))
            if taken:
                left[day] -= taken
                share[day] = taken
        needed.append(share)
    beyond: list[dict[date, int]] = [{} for _ in asked]
    for place in reversed(range(len(asked))):
        beyond[place] = {day: left.pop(day) for day in _days_of(asked[place], left)}
    return [Share(*each) for each in zip(needed, beyond, strict=True)]


def _days_of(promise: Asked, left: Mapping[date, int]) -> list[date]:
    return sorted(day for day in left if promise.first_day <= day <= promise.last_day)


def _set_off(days: Sequence[date], left: dict[date, int]) -> None:
    """Take each day's negative amount from the other days: the latest before, then those after."""
    for place, day in enumerate(days):
        for other in [*reversed(days[:place]), *days[place + 1 :]]:
            moved = min(max(0, -left[day]), max(0, left[other]))
            left[day] += moved
            left[other] -= moved


def check_promise(
    *, amount: Money, owed: Money, due_on: date, today: date, terms: PromiseTerms
) -> None:
    """Raise Refused, saying how to mend it, unless this may be promised.

    The amount is positive and not more than the total owed; the date is not past and within the
    policy's days, beyond which it is a plan.
    """
    if amount.minor <= 0:
        raise Refused(Text("Enter an amount above zero.", "请输入大于零的金额。"))
    if owed < amount:
        raise Refused(
            Text(
                f"{amount} is more than the {owed} owed. Enter at most that.",
                f"{amount}超过欠款总额{owed}，请输入不超过该金额的数。",
            )
        )
    if due_on < today:
        raise Refused(
            Text(
                f"{due_on} is past. Choose {today} or later.",
                f"{due_on}已过，请选择{today}或之后的日期。",
            )
        )
    latest = today + timedelta(days=terms.days_max)
    if due_on > latest:
        raise Refused(
            Text(
                f"A promise runs {terms.days_max} days at most. Choose {latest} or earlier.",
                f"承诺还款最长{terms.days_max}天，请选择{latest}或之前的日期。",
            )
        )
