"""When each instalment falls due and what it pays, exact to the minor unit. Pure.

Interest of the plan is simple: the principal still owed, times the yearly rate, times actual days
over 365, rounded half up for each period; interest bears no interest. An instalment pays the
plan's own interest first; the rest pays principal, interest and fees in proportion to what is left
of each. The last instalment takes what rounding left over. See docs/algorithms/agreements.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice

from fairdue.kernel.calendars import add_months
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.terms import (
    FORTNIGHT,
    MONTH,
    WEEK,
    Parts,
    Terms,
    check_terms,
    days_of_month,
    to_pay,
)

YEAR_DAYS = 365
WEEKS = {WEEK: 1, FORTNIGHT: 2}
INSTALMENTS_MAX = 600
"""No schedule is longer, whatever the policy: eleven years of weeks."""


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment: its number from 1, the day, and what it pays, in minor units."""

    number: int
    due_on: date
    principal_minor: int
    interest_minor: int
    """Of the interest that was owed already."""
    fees_minor: int
    plan_interest_minor: int
    """Interest of the plan itself."""
    left_minor: int
    """Still to pay afterwards, without the plan's interest to come."""

    @property
    def amount_minor(self) -> int:
        """What is to be paid."""
        return (
            self.principal_minor + self.interest_minor + self.fees_minor + self.plan_interest_minor
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """What an agreement costs, as it must be shown before it is accepted (CN-COST-01)."""

    base_minor: int
    """Owed, less what is forgiven."""
    plan_interest_minor: int
    total_minor: int
    annualised_rate: Decimal
    """What the plan's interest comes to in a year, compounded: 0.1268 is 12.68 %."""
    last_due_on: date


def due_dates(terms: Terms, works: Callable[[date], bool] | None = None) -> tuple[date, ...]:
    """The days on which instalments fall due, in order.

    Months count from the first day, so the 31st stays the 31st wherever a month has one and is
    the month's last day elsewhere. `works` says which days are working days: with it, an
    instalment that falls on another waits for the next one; without it, days stay as they are.
    """
    days = islice(_days(terms), terms.instalments)
    return tuple(days if works is None else (_next_working(day, works) for day in days))


def schedule(terms: Terms, works: Callable[[date], bool] | None = None) -> tuple[Due, ...]:
    """The instalments of an agreement.

    Their sum is principal + interest + fees - waived + the plan's interest; every one is above
    zero. Raises Refused, saying how to mend it, where the terms or own amounts don't come out.
    """
    check_terms(terms)
    if terms.instalments > INSTALMENTS_MAX:
        raise Refused(
            Text(
                f"A schedule has at most {INSTALMENTS_MAX} instalments.",
                f"还款计划最多{INSTALMENTS_MAX}期。",
            )
        )
    days = due_dates(terms, works)
    spans = _spans(terms, days)
    if terms.amounts_minor:
        amounts = terms.amounts_minor[: terms.instalments - 1]
    else:
        each = terms.amount_minor or _level(terms, spans)
        amounts = (each,) * (terms.instalments - 1)
    dues = tuple(_pay(terms, days, spans, amounts))
    _check_last(terms, dues)
    return dues


def monthly_minor(terms: Terms, dues: Sequence[Due]) -> int:
    """The most that falls due in a month, in minor units, rounded up: what has to be affordable.

    Weeks and fortnights count 13 times four weeks a year over 12 months.
    """
    amounts = [due.amount_minor for due in dues]
    weeks = WEEKS.get(terms.every)
    together = 4 // weeks if weeks else max(1, len(days_of_month(terms.every)))
    if len(amounts) <= together:
        return sum(amounts)
    most = max(
        sum(amounts[start : start + together]) for start in range(len(amounts) - together + 1)
    )
    return -(-most * 13 // 12) if weeks else most


def months_of(dues: Sequence[Due], starts_on: date) -> int:
    """How many months the agreement runs, begun ones counted whole, from its start."""
    last, months = dues[-1].due_on, 1
    while add_months(starts_on, months) < last:
        months += 1
    return months


def cost(terms: Terms, dues: Sequence[Due]) -> Cost:
    """What it costs altogether, and in a year."""
    interest = sum(due.plan_interest_minor for due in dues)
    return Cost(
        base_minor=terms.base_minor,
        plan_interest_minor=interest,
        total_minor=terms.base_minor + interest,
        annualised_rate=_annualised(terms, dues) if interest else Decimal(0),
        last_due_on=dues[-1].due_on,
    )


def with_amount(terms: Terms, amount_minor: int) -> Terms:
    """The same with so much each time: as many instalments as that takes.

    Raises Refused where the amount would never pay it off.
    """
    lasting = replace(
        terms, instalments=1, amount_minor=None, amounts_minor=(), starts_on=starts_on(terms)
    )
    check_terms(lasting)
    left, owed_interest, before = to_pay(terms), 0, starts_on(terms)
    for count, day in enumerate(islice(_days(terms), INSTALMENTS_MAX), 1):
        owed_interest += _interest(left.principal_minor, terms.yearly_rate, (day - before).days)
        before = day
        if left.total_minor + owed_interest <= amount_minor:
            each = amount_minor if count > 1 else None
            return replace(terms, instalments=count, amount_minor=each, amounts_minor=())
        toward_interest = min(owed_interest, amount_minor)
        owed_interest -= toward_interest
        paid = _in_proportion(left, max(0, amount_minor - toward_interest))
        left = _less(left, paid)
    amount = Money(amount_minor, terms.currency)
    raise Refused(
        Text(
            f"{amount} each time would not pay it off. Choose more, or a lower rate.",
            f"每期{amount}无法还清，请提高每期金额或降低利率。",
        )
    )


def starts_on(terms: Terms) -> date:
    """The day from which the plan's interest runs."""
    if terms.starts_on is not None:
        return terms.starts_on
    if weeks := WEEKS.get(terms.every):
        return terms.first_due_on - timedelta(weeks=weeks)
    return add_months(terms.first_due_on, -1)


def starting(terms: Terms, today: date) -> Terms:
    """The same with the day named from which interest runs, and that not before today.

    To be asked before a schedule is shown, so that what is shown is what is agreed.
    """
    if terms.starts_on is not None:
        return terms
    return replace(terms, starts_on=min(max(starts_on(terms), today), terms.first_due_on))


def _days(terms: Terms) -> Iterator[date]:
    """The days on which an instalment falls due, without end."""
    first, count = terms.first_due_on, 0
    if terms.every in WEEKS or terms.every == MONTH:
        while True:
            weeks = WEEKS.get(terms.every)
            yield first + timedelta(weeks=weeks * count) if weeks else add_months(first, count)
            count += 1
    yield first
    day = first
    while True:
        month = add_months(first.replace(day=1), count)
        for each in days_of_month(terms.every):
            found = add_months(date(2000, 1, each), (month.year - 2000) * 12 + month.month - 1)
            if found > day:
                day = found
                yield day
        count += 1


def _next_working(day: date, works: Callable[[date], bool]) -> date:
    """The day itself, or the next one that works; itself again after a month without any."""
    return next((later for ahead in range(31) if works(later := day + timedelta(days=ahead))), day)


def _spans(terms: Terms, days: Sequence[date]) -> tuple[int, ...]:
    """How many days each instalment's interest runs."""
    begins = [starts_on(terms), *days[:-1]]
    return tuple((day - before).days for before, day in zip(begins, days, strict=True))


def _interest(principal_minor: int, yearly_rate: Decimal, days: int) -> int:
    exact = Decimal(principal_minor) * yearly_rate * days / YEAR_DAYS
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _in_proportion(left: Parts, amount_minor: int) -> Parts:
    """What an amount, at most all that is left, pays of each part."""
    total = left.total_minor
    if amount_minor >= total:
        return left
    shares = [part * amount_minor // total for part in left]
    for place in (2, 1, 0):
        more = min(amount_minor - sum(shares), left[place] - shares[place])
        shares[place] += more
    return Parts(*shares)


def _less(left: Parts, paid: Parts) -> Parts:
    return Parts(*(before - part for before, part in zip(left, paid, strict=True)))


def _pay(
    terms: Terms, days: Sequence[date], spans: Sequence[int], amounts: Sequence[int]
) -> Iterator[Due]:
    """The instalments for all amounts but the last, which takes the rest, be that below zero."""
    left, owed_interest = to_pay(terms), 0
    for place, (day, span) in enumerate(zip(days, spans, strict=True)):
        owed_interest += _interest(left.principal_minor, terms.yearly_rate, span)
        everything = left.total_minor + owed_interest
        amount = everything if place == len(amounts) else min(amounts[place], everything)
        interest = min(amount, owed_interest)
        owed_interest -= interest
        paid = _in_proportion(left, amount - interest)
        left = _less(left, paid)
        yield Due(place + 1, day, *paid, interest, left.total_minor)


def _level(terms: Terms, spans: Sequence[int]) -> int:
    """The largest amount each that leaves at least as much for the last instalment."""
    if terms.yearly_rate == 0:
        return terms.base_minor // terms.instalments
    days = [date.min] * terms.instalments
    low, high = 1, terms.base_minor * 2 + 1
    while high - low > 1:
        middle = (low + high) // 2
        *_, last = _pay(terms, days, spans, (middle,) * (terms.instalments - 1))
        low, high = (middle, high) if last.amount_minor >= middle else (low, middle)
    return low


def _check_last(terms: Terms, dues: Sequence[Due]) -> None:
    """Own amounts must leave something for the last instalment, and meet it where they name it."""
    empty = next((due for due in dues if due.amount_minor <= 0), None)
    if empty is not None:
        raise Refused(
            Text(
                f"Everything is paid before instalment {empty.number}. "
                "Choose fewer instalments or smaller amounts.",
                f"第{empty.number}期前已全部还清，请减少期数或降低每期金额。",
            )
        )
    given = terms.amounts_minor
    last = dues[-1].amount_minor
    if len(given) == len(dues) and given[-1] != last:
        needed, typed = Money(last, terms.currency), Money(given[-1], terms.currency)
        raise Refused(
            Text(
                f"The last instalment must be {needed}, not {typed}, for all to be paid.",
                f"最后一期应为{needed}而非{typed}，方可全部还清。",
            )
        )
    cut = next(
        (due for due, asked in zip(dues, given, strict=False) if due.amount_minor != asked), None
    )
    if cut is not None:
        rest = Money(cut.amount_minor, terms.currency)
        raise Refused(
            Text(
                f"Only {rest} is left for instalment {cut.number}. Choose a smaller amount there.",
                f"第{cut.number}期只剩{rest}待还，请降低该期金额。",
            )
        )


def _annualised(terms: Terms, dues: Sequence[Due]) -> Decimal:
    """The yearly rate, compounded, at which the instalments are worth what was to be paid.

    A rate, not money, so floats will do; four decimals are shown.
    """
    began = starts_on(terms)
    flows = [((due.due_on - began).days / YEAR_DAYS, due.amount_minor) for due in dues]
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        worth = sum(amount / (1 + middle) ** years for years, amount in flows)
        low, high = (middle, high) if worth > terms.base_minor else (low, middle)
    return Decimal(repr(low)).quantize(Decimal("0.0001"))
