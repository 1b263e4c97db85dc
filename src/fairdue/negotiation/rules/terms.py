"""What is agreed: the kind of agreement, its amounts, how often and from when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

INSTALMENT_PLAN, SHORT_PLAN, HARDSHIP = "instalment_plan", "short_plan", "hardship"
SETTLEMENT, RE_AGE = "settlement", "re_age"

KINDS: dict[str, Text] = {
    INSTALMENT_PLAN: Text("instalment plan", "个性化分期"),
    SHORT_PLAN: Text("short plan", "短期分次还款"),
    HARDSHIP: Text("hardship arrangement", "困难帮扶"),
    SETTLEMENT: Text("settlement", "和解结清"),
    RE_AGE: Text("re-age", "重新起算账龄"),
}
"""The kinds of agreement, and what people call them."""

MONTH, FORTNIGHT, WEEK, DAYS = "month", "fortnight", "week", "days"
EVERY: dict[str, Text] = {
    MONTH: Text("every month", "每月"),
    FORTNIGHT: Text("every two weeks", "每两周"),
    WEEK: Text("every week", "每周"),
}
"""How often an instalment falls due. A fourth way is days of the month: `days:5,20`."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked for and offered. Amounts are minor units of one currency."""

    kind: str
    """One of KINDS."""
    currency: str
    principal_minor: int
    interest_minor: int
    """Interest owed already when the agreement starts."""
    fees_minor: int
    waived_minor: int
    """Forgiven of the three: fees first, then interest, then principal."""
    instalments: int
    every: str
    """`month`, `fortnight`, `week`, or days of the month, `days:5,20`."""
    first_due_on: date
    yearly_rate: Decimal = Decimal(0)
    """Interest while the agreement runs, on the principal still owed: 0.12 is 12 % a year."""
    amount_minor: int | None = None
    """Each instalment but the last, which takes what is left. None: all equal, or see below."""
    amounts_minor: tuple[int, ...] = ()
    """Each instalment by itself: all of them, or all but the last. Empty: all equal."""
    starts_on: date | None = None
    """The day from which interest runs. None: one period before the first instalment."""

    @property
    def owed_minor(self) -> int:
        """What is owed before anything is forgiven."""
        return self.principal_minor + self.interest_minor + self.fees_minor

    @property
    def base_minor(self) -> int:
        """What is to be paid, without the interest of the plan itself."""
        return self.owed_minor - self.waived_minor


class Parts(NamedTuple):
    """An amount by what it pays, in minor units."""

    principal_minor: int
    interest_minor: int
    fees_minor: int

    @property
    def total_minor(self) -> int:
        """All of it."""
        return self.principal_minor + self.interest_minor + self.fees_minor


def waived(terms: Terms) -> Parts:
    """What is forgiven, by part: fees first, then interest, then principal."""
    fees = min(terms.fees_minor, terms.waived_minor)
    interest = min(terms.interest_minor, terms.waived_minor - fees)
    return Parts(terms.waived_minor - fees - interest, interest, fees)


def to_pay(terms: Terms) -> Parts:
    """What is left to pay, by part, without the interest of the plan itself."""
    forgiven = waived(terms)
    return Parts(
        terms.principal_minor - forgiven.principal_minor,
        terms.interest_minor - forgiven.interest_minor,
        terms.fees_minor - forgiven.fees_minor,
    )


def days_of_month(every: str) -> tuple[int, ...]:
    """The days of `days:5,20`, in order; empty for the other ways.

    Raises Refused unless each is a whole number from 1 to 31, given once.
    """
    way, _, listed = every.partition(":")
    if way != DAYS:
        return ()
    try:
        days = tuple(sorted(int(each) for each in listed.split(",")))
    except ValueError:
        days = ()
    if not days or len(set(days)) < len(days) or days[0] < 1 or days[-1] > 31:
        raise Refused(
            Text(
                f"“{listed}” are no days of a month. Enter days from 1 to 31, such as 5,20.",
                f"“{listed}”不是有效的每月还款日，请输入1到31之间的日期，例如5,20。",
            )
        )
    return days


def say_every(every: str) -> Text:
    """How often, in words."""
    if every in EVERY:
        return EVERY[every]
    days = days_of_month(every)
    listed = ", ".join(map(str, days))
    return Text(f"on day {listed} of each month", f"每月{'、'.join(map(str, days))}日")


def check_terms(terms: Terms) -> None:
    """Raise Refused, saying what to change, unless the terms make sense by themselves.

    Whether they are lawful, affordable and within someone's authority is asked elsewhere.
    """
    if terms.kind not in KINDS:
        raise Refused(
            Text(
                f"“{terms.kind}” is no kind of agreement. Choose one of {', '.join(KINDS)}.",
                f"没有“{terms.kind}”这种协议，可选：{'、'.join(KINDS)}。",
            )
        )
    if terms.every not in EVERY and not days_of_month(terms.every):
        raise Refused(
            Text(
                f"“{terms.every}” says not how often. Choose month, fortnight, week or days:5,20.",
                f"“{terms.every}”不是有效的还款频率，可选month、fortnight、week或days:5,20。",
            )
        )
    _check_amounts(terms)


def _check_amounts(terms: Terms) -> None:
    parts = (terms.principal_minor, terms.interest_minor, terms.fees_minor, terms.waived_minor)
    if min(parts) < 0:
        raise Refused(Text("No amount may be below zero.", "金额不得为负数。"))
    if terms.waived_minor > 0 and terms.base_minor <= 0:
        raise Refused(
            Text(
                "All of it can't be waived in an agreement to pay. Waive less.",
                "还款协议不能减免全部欠款，请降低减免金额。",
            )
        )
    if terms.instalments < 1:
        raise Refused(Text("There must be at least one instalment.", "至少应有一期。"))
    if terms.base_minor < terms.instalments:
        owed = Money(terms.base_minor, terms.currency)
        raise Refused(
            Text(
                f"{owed} can't be split into {terms.instalments} instalments.",
                f"{owed}不足以分为{terms.instalments}期。",
            )
        )
    if not Decimal(0) <= terms.yearly_rate <= Decimal(1):
        raise Refused(Text("The yearly rate is from 0 % to 100 %.", "年利率应在0%到100%之间。"))
    _check_own(terms)


def _check_own(terms: Terms) -> None:
    """The amounts that somebody typed."""
    own: Sequence[int] = terms.amounts_minor
    if terms.amount_minor is not None:
        if own:
            raise Refused(
                Text(
                    "Give one amount for every instalment or one for each, not both.",
                    "每期统一金额与逐期金额只能填写一种。",
                )
            )
        own = (terms.amount_minor,)
    elif own and len(own) not in (terms.instalments, terms.instalments - 1):
        raise Refused(
            Text(
                f"{len(own)} amounts are given for {terms.instalments} instalments.",
                f"共{terms.instalments}期，却填写了{len(own)}个金额。",
            )
        )
    if any(amount <= 0 for amount in own):
        raise Refused(Text("Every instalment is above zero.", "每期金额须大于零。"))
    if terms.starts_on is not None and terms.starts_on > terms.first_due_on:
        raise Refused(
            Text(
                "The first instalment can't fall due before the agreement starts.",
                "首期还款日不得早于协议生效日。",
            )
        )
