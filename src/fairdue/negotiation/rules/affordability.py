"""What someone can set aside each month: a range from their figures and guidelines. Pure.

The method is in docs/algorithms/affordability.md. Amounts in minor units of one currency a month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fairdue.kernel.text import Text
from fairdue.negotiation.rules.figures_given import FullFigures, QuickFigures
from fairdue.negotiation.rules.questions import BY_CODE, SPENDINGS, Question

WHOLE = 1000
"""Shares are per mille."""


@dataclass(frozen=True, slots=True)
class Guidelines:
    """The lender's values for one currency (LENDER-GUIDELINES), the law's savings share where
    it has one.

    `base_minor` is what one adult spends a month; `ranges` are the usual shares of it by
    question, the least and the most, per mille.
    """

    base_minor: int
    further_adult: int
    """Of the base, per mille, for each adult after the first."""
    child: int
    ranges: Mapping[str, tuple[int, int]]
    quick_margin: int
    """Per mille that a single quick figure may turn out lower."""
    varying_margin: int
    """Per mille by which income that varies may turn out lower."""
    savings_share: int
    """Per mille of what is left that stays with the person, for what nobody foresees."""
    savings_max_minor: int | None
    """At most so much; None without such a limit."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a person can set aside a month in one currency, as last worked out with them."""

    assessment_id: int
    currency: str
    low_minor: int
    high_minor: int
    """The ceiling: no plan asks more a month."""
    made_at: datetime
    valid_until: date
    """The last day on which it counts."""
    depth: str
    """quick: one figure; full: income and expenditure."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A friendly question about a figure outside its guideline. It refuses nothing."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Disposable:
    """What is left a month, cautiously and hopefully reckoned; never below zero.

    `short_minor` is how much more is spent than earned even when reckoned hopefully.
    """

    low_minor: int
    high_minor: int
    short_minor: int = 0
    remarks: tuple[Remark, ...] = ()


def quick_disposable(figures: QuickFigures, guide: Guidelines) -> Disposable:
    """The range as given; of one figure, down to the margin below it."""
    low = figures.low_minor
    if low is None:
        low = figures.high_minor * (WHOLE - guide.quick_margin) // WHOLE
    return Disposable(low, figures.high_minor)


def full_disposable(figures: FullFigures, guide: Guidelines) -> Disposable:
    """Income less spending less savings, twice.

    Hopefully: spending as declared, and the least of the guideline where skipped. Cautiously:
    at least the least of the guideline where declared, its middle where skipped, and income less
    the margin where it varies. What was declared above the guideline counts in full in both.
    """
    income = sum(figures.income.values())
    sure = income * (WHOLE - guide.varying_margin) // WHOLE if figures.income_varies else income
    hopeful = cautious = 0
    remarks = []
    for question in SPENDINGS:
        least, most = guideline_range(question, figures.adults, figures.children, guide)
        declared = figures.spending.get(question.code)
        hopeful += least if declared is None else declared
        cautious += (least + most) // 2 if declared is None else max(declared, least)
        if declared is not None and most and not least <= declared <= most:
            remarks.append(_remark(question, low=declared < least))
    return Disposable(
        low_minor=_after_savings(sure - cautious, guide),
        high_minor=_after_savings(income - hopeful, guide),
        short_minor=max(0, hopeful - income),
        remarks=tuple(remarks),
    )


def guideline_range(
    question: Question, adults: int, children: int, guide: Guidelines
) -> tuple[int, int]:
    """What a household of this size usually spends on a question a month: least and most."""
    household = WHOLE + (adults - 1) * guide.further_adult + children * guide.child
    size = children * WHOLE if question.per_child else household
    least, most = guide.ranges[question.code]
    whole = guide.base_minor * size
    return whole * least // WHOLE**2, whole * most // WHOLE**2


def _after_savings(left_minor: int, guide: Guidelines) -> int:
    left = max(0, left_minor)
    kept = left * guide.savings_share // WHOLE
    if guide.savings_max_minor is not None:
        kept = min(kept, guide.savings_max_minor)
    return left - kept


def _remark(question: Question, *, low: bool) -> Remark:
    name = BY_CODE[question.code].name
    if low:
        return Remark(
            question.code,
            Text(
                f"{name.en}: less than most households need. Is somebody helping, or was "
                "something left out?",
                f"{name.zh}：低于多数家庭的开支。是有人分担，还是漏了什么？",
            ),
        )
    return Remark(
        question.code,
        Text(
            f"{name.en}: more than in most households. Is there something we should know, so "
            "that we can allow for it?",
            f"{name.zh}：高于多数家庭的开支。是否有特殊情况需要我们考虑？",
        ),
    )
