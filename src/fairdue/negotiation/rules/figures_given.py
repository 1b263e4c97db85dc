"""Reads the figures someone gave of a month, and refuses what can't be one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairdue.kernel.money import MINOR_DIGITS, Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.questions import BY_CODE, INCOMES, SPENDINGS

PEOPLE_MAX = 30
ADULTS, CHILDREN, VARIES = "adults", "children_number", "income_varies"
LOW, HIGH = "low", "high"
_NAMES = {
    LOW: Text("the lower figure", "较低金额"),
    HIGH: Text("the higher figure", "较高金额"),
    ADULTS: Text("adults in the household", "家中成人数"),
    CHILDREN: Text("children in the household", "家中儿童数"),
    VARIES: Text("whether income varies", "收入是否不稳定"),
}
_NAMES |= {code: question.name for code, question in BY_CODE.items()}


@dataclass(frozen=True, slots=True)
class QuickFigures:
    """What could be put aside each month, at least and at most, in minor units."""

    low_minor: int | None
    """None where one figure was given."""
    high_minor: int


@dataclass(frozen=True, slots=True)
class FullFigures:
    """Income and spending of a month by question, in minor units. What was skipped is left out."""

    income: Mapping[str, int]
    spending: Mapping[str, int]
    adults: int = 1
    """The person themselves counts."""
    children: int = 0
    income_varies: bool = False
    skipped: tuple[str, ...] = field(default=())
    """Spending that was asked and not answered."""


def read_quick(figures: Mapping[str, object], currency: str, figure_max_minor: int) -> QuickFigures:
    """From {"high": amount} or {"low": …, "high": …}; amounts in minor units or as Money.

    Zero is an answer. Raises Refused, naming the figure, for none at all, a negative or huge
    one, another currency, a range the wrong way round, and a figure that isn't asked.
    """
    _known_currency(currency)
    _only_asked(figures, (LOW, HIGH))
    low, high = (_amount(figures, key, currency, figure_max_minor) for key in (LOW, HIGH))
    if high is None:
        low, high = None, low
    if high is None:
        raise Refused(
            Text(
                "Enter what could be put aside each month; 0 if nothing.",
                "请填写每月能拿出的金额；没有请填0。",
            )
        )
    if low is not None and low > high:
        raise Refused(
            Text(
                "The lower figure is above the higher one. Swap them.",
                "较低金额大于较高金额，请对调。",
            )
        )
    return QuickFigures(low, high)


def read_full(figures: Mapping[str, object], currency: str, figure_max_minor: int) -> FullFigures:
    """From amounts by question (minor units or Money), with adults, children_number and
    income_varies beside them; None skips a question.

    Raises Refused, naming the figure: no income at all (0 is an answer), a negative or huge
    amount, another currency, a number of people that can't be, and what isn't asked.
    """
    _known_currency(currency)
    _only_asked(figures, (*BY_CODE, ADULTS, CHILDREN, VARIES))
    given = {
        code: amount
        for code in BY_CODE
        if (amount := _amount(figures, code, currency, figure_max_minor)) is not None
    }
    income = {each.code: given[each.code] for each in INCOMES if each.code in given}
    if not income:
        raise Refused(
            Text("Enter an income; 0 if there is none.", "请至少填写一项收入；没有请填0。")
        )
    return FullFigures(
        income=income,
        spending={each.code: given[each.code] for each in SPENDINGS if each.code in given},
        adults=_people(figures, ADULTS, least=1, otherwise=1),
        children=_people(figures, CHILDREN, least=0, otherwise=0),
        income_varies=_flag(figures),
        skipped=tuple(each.code for each in SPENDINGS if each.code not in given),
    )


def _known_currency(currency: str) -> None:
    if currency not in MINOR_DIGITS:
        known = sorted(MINOR_DIGITS)
        raise Refused(
            Text(
                f"{currency} is no known currency; known are {', '.join(known)}.",
                f"未知币种{currency}；可用：{'、'.join(known)}。",
            )
        )


def _only_asked(figures: Mapping[str, object], asked: tuple[str, ...]) -> None:
    extra = sorted(str(key) for key in figures if key not in asked)
    if extra:
        raise Refused(
            Text(
                f"Not asked: {', '.join(extra)}. Leave it out; asked are {', '.join(asked)}.",
                f"未询问的项目：{'、'.join(extra)}。请去掉；可填项目：{'、'.join(asked)}。",
            )
        )


def _amount(
    figures: Mapping[str, object], key: str, currency: str, figure_max_minor: int
) -> int | None:
    given, name = figures.get(key), _NAMES[key]
    if given is None:
        return None
    if isinstance(given, Money):
        if given.currency != currency:
            raise Refused(
                Text(
                    f"{name.en}: this is in {given.currency}, the assessment in {currency}. "
                    "Convert it, or make one for that currency.",
                    f"{name.zh}：金额币种为{given.currency}，而本次评估币种为{currency}。"
                    "请换算，或另按该币种评估。",
                )
            )
        given = given.minor
    if isinstance(given, bool) or not isinstance(given, int):
        raise Refused(Text(f"{name.en}: enter an amount.", f"{name.zh}：请输入金额。"))
    if given < 0:
        raise Refused(Text(f"{name.en}: enter zero or more.", f"{name.zh}：请输入零或更大的金额。"))
    if given > figure_max_minor:
        most = Money(figure_max_minor, currency)
        raise Refused(
            Text(
                f"{name.en}: more than {most} a month; check the digits.",
                f"{name.zh}：每月超过{most}，请检查位数。",
            )
        )
    return given


def _people(figures: Mapping[str, object], key: str, *, least: int, otherwise: int) -> int:
    given, name = figures.get(key), _NAMES[key]
    if given is None:
        return otherwise
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= PEOPLE_MAX:
        raise Refused(
            Text(
                f"{name.en}: enter a number from {least} to {PEOPLE_MAX}.",
                f"{name.zh}：请输入{least}到{PEOPLE_MAX}之间的数。",
            )
        )
    return given


def _flag(figures: Mapping[str, object]) -> bool:
    given = figures.get(VARIES)
    if given is None:
        return False
    if not isinstance(given, bool):
        name = _NAMES[VARIES]
        raise Refused(Text(f"{name.en}: yes or no.", f"{name.zh}：请选择是或否。"))
    return given
