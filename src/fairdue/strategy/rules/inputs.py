"""What a decision table may ask about an account, with the words people read.

Null means "not known"; of a score, that no model is live for it or that the account can't be
scored (see `rules.scores`). Sex, marriage, age and education are not here and never will be.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text


class Kind(StrEnum):
    """How an input may be compared."""

    WHOLE = "whole"
    AMOUNT = "amount"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing a row may ask about. Amounts are minor units of the account's currency, chances
    are thousandths (0 to 1000). The night never gives less than `least` or more than `most`; a
    row that asks for it is refused.
    """

    name: str
    column: str
    kind: Kind
    label: Text
    may_be_unknown: bool = False
    least: int | None = None
    most: int | None = None


_ALL = (
    Input("bucket", "bucket", Kind.WHOLE, Text("bucket", "账龄段"), least=1),
    Input("past_due", "past_due_minor", Kind.AMOUNT, Text("past due", "逾期金额")),
    Input("total_owed", "total_minor", Kind.AMOUNT, Text("total owed", "欠款总额")),
    Input("days_past_due", "days_past_due", Kind.WHOLE, Text("days past due", "逾期天数"), True, 0),
    Input(
        "cycles_past_due",
        "cycles_past_due",
        Kind.WHOLE,
        Text("cycles past due", "逾期期数"),
        least=0,
    ),
    Input(
        "months_on_book", "months_on_book", Kind.WHOLE, Text("months on book", "开户月数"), True, 0
    ),
    Input(
        "times_before", "times_before", Kind.WHOLE, Text("earlier cases", "此前入催次数"), least=0
    ),
    Input("re_default", "re_default", Kind.FLAG, Text("re-default", "再次逾期")),
    Input(
        "broken_promises",
        "broken_promises",
        Kind.WHOLE,
        Text("broken promises", "跳票次数"),
        least=0,
    ),
    Input("promise_open", "promise_open", Kind.FLAG, Text("promise running", "有未到期承诺")),
    Input("on_hold", "on_hold", Kind.FLAG, Text("on hold", "停催中")),
    Input(
        "vulnerable",
        "vulnerable",
        Kind.FLAG,
        Text("hardship or vulnerability marked", "已标记困难或弱势"),
    ),
    Input("disputed", "disputed", Kind.FLAG, Text("dispute marked", "已标记争议")),
    Input("suspected_fraud", "suspected_fraud", Kind.FLAG, Text("suspected fraud", "疑似欺诈")),
    Input(
        "will_cure",
        "will_cure",
        Kind.WHOLE,
        Text("will cure by itself (‰)", "自行恢复概率（‰）"),
        True,
        0,
        1000,
    ),
    Input(
        "will_pay",
        "will_pay",
        Kind.WHOLE,
        Text("will pay within 30 days (‰)", "30天内还款概率（‰）"),
        True,
        0,
        1000,
    ),
    Input(
        "will_break_promise",
        "will_break_promise",
        Kind.WHOLE,
        Text("will break the promise (‰)", "跳票概率（‰）"),
        True,
        0,
        1000,
    ),
)

INPUTS: dict[str, Input] = {given.name: given for given in _ALL}
"""By the name that tables use. `column` is the name in frames and in stored decisions."""


def value_words(given: Input, value: int | bool | str | None, currency: str) -> Text:
    """A value of an input as people read it; `currency` is that of its amounts."""
    if value is None:
        return Text("unknown", "未知")
    if given.kind is Kind.FLAG:
        return Text("yes", "是") if value else Text("no", "否")
    if given.kind is Kind.AMOUNT:
        amount = str(Money(int(value), currency))
        return Text(amount, amount)
    shown = f"M{value}" if given.name == "bucket" else str(value)
    return Text(shown, shown)
