"""What helps in this talk: hints from what is on record, the most careful first. Pure.

A hint says what to do and why; it never hurries and never asks for more than somebody can pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text

HINTS_MAX = 3
"""More than three are not read while somebody speaks."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record when the talk begins."""

    is_vulnerable: bool = False
    disputes: bool = False
    represented: bool = False
    """They asked that somebody else be spoken to."""
    promises_broken: int = 0
    cause_known: bool = False
    unable: bool = False
    """The cause on record is one that money can't mend at once: lost work, illness, disaster."""
    able: tuple[Money, Money] | None = None
    """What can be set aside a month, cautiously and at most."""
    plan_runs: bool = False
    balance_is_old: bool = False
    pressure_percent: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to heed."""

    code: str
    text: Text


def _vulnerable(known: Known) -> Text | None:
    if not known.is_vulnerable:
        return None
    return Text(
        "Take your time: short sentences, one question at once, and ask what would make it easier. "
        "Offer to go on another day.",
        "请放慢节奏：语句简短，一次只问一个问题，并询问怎样对客户更方便；可建议改日再谈。",
    )


def _represented(known: Known) -> Text | None:
    if not known.represented:
        return None
    return Text(
        "Somebody represents them. Ask only whether that still holds, and end the call.",
        "客户已委托代理人。仅确认委托是否仍有效，随后结束通话。",
    )


def _disputes(known: Known) -> Text | None:
    if not known.disputes:
        return None
    return Text(
        "A dispute is open. Ask for nothing that is disputed; say when it will be answered.",
        "争议处理中。不得催收争议部分，请告知答复时间。",
    )


def _balance(known: Known) -> Text | None:
    if not known.balance_is_old:
        return None
    return Text(
        "The issuer's figures are old: name no amount, offer to send it.",
        "发卡机构数据已过旧：请勿告知金额，可承诺稍后发送。",
    )


def _plan(known: Known) -> Text | None:
    if not known.plan_runs:
        return None
    return Text(
        "An agreement runs and is kept. Thank them; ask for nothing more.",
        "还款协议正在履行。请致谢，不得另行要求还款。",
    )


def _unable(known: Known) -> Text | None:
    if not known.unable:
        return None
    return Text(
        "They fell behind for a reason they can't help. Offer hardship help (V) before a date.",
        "客户因客观原因无力还款。请先提供困难帮助（V），再谈还款日期。",
    )


def _broken(known: Known) -> Text | None:
    if known.promises_broken == 0:
        return None
    return Text(
        f"{known.promises_broken} promise(s) broken. Ask what came in between before taking "
        "another, and make it smaller.",
        f"曾有{known.promises_broken}次承诺未履行。请先了解原因再接受新的承诺，并适当降低金额。",
    )


def _cause(known: Known) -> Text | None:
    if known.cause_known:
        return None
    return Text(
        "Nobody has asked why yet. Ask what happened before asking when they will pay.",
        "尚未了解逾期原因。请先问发生了什么，再谈何时还款。",
    )


def _able(known: Known) -> Text | None:
    if known.able is None:
        return Text(
            "What they can set aside isn't known. Two questions give a range (in the plan, L).",
            "尚不清楚客户每月可还多少。还款协议（L）中两个问题即可估算。",
        )
    low, high = known.able
    return Text(
        f"Begin at {low} a month; {high} is the most that holds.",
        f"建议从每月{low}谈起，最多不超过{high}。",
    )


ALL_OF_IT = 80
"""Per cent of the budget of pressure from which it is told."""


def _pressure(known: Known) -> Text | None:
    if known.pressure_percent < ALL_OF_IT:
        return None
    return Text(
        "They were contacted a lot lately. Keep it short and agree when to speak again.",
        "近期联系已较频繁。请长话短说，并约定下次沟通时间。",
    )


BY_CARE: tuple[tuple[str, Callable[[Known], Text | None]], ...] = (
    ("represented", _represented),
    ("vulnerable", _vulnerable),
    ("dispute", _disputes),
    ("balance", _balance),
    ("plan", _plan),
    ("unable", _unable),
    ("pressure", _pressure),
    ("broken", _broken),
    ("cause", _cause),
    ("able", _able),
)
"""What protects somebody comes before what may bring a payment."""


def hints(known: Known) -> tuple[Hint, ...]:
    """The hints that apply, the most careful first, HINTS_MAX at most."""
    return tuple(_all(known))[:HINTS_MAX]


def _all(known: Known) -> Iterator[Hint]:
    for code, ask in BY_CARE:
        text = ask(known)
        if text is not None:
            yield Hint(code, text)
