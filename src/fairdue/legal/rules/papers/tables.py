"""Tables in papers: what is owed, how it was reckoned, demands, evidence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text, day_in_words
from fairdue.legal.rules.papers.fields import Rows, figure
from fairdue.portfolio.rules.balance.presenting import Statement

CHANNELS = {
    "call": Text("Telephone", "电话"),
    "sms": Text("Text message", "短信"),
    "email": Text("E-mail", "电子邮件"),
    "letter": Text("Letter", "信函"),
    "visit": Text("Visit", "外访"),
}
SENT, SPOKEN = Text("Sent", "已发送"), Text("Spoke with the cardholder", "与本人沟通")
CONFIRMED = Text("Sent, delivery confirmed", "已发送，送达已确认")


@dataclass(frozen=True, slots=True)
class Demanded:
    """One demand as a list shows it: when, how, to where (masked), and what came of it."""

    at: datetime
    channel: str
    to: str
    outcome: str
    permit_id: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence in a list: what it is, what it proves, how many, in which form."""

    name: Text
    proves: Text
    count: int
    form: Text


def cards(last4: Sequence[str], language: str) -> str:
    """The cards by their last four digits; "" where none is known."""
    known = [each for each in last4 if each]
    if not known:
        return ""
    return Text(
        f"card number ending {', '.join(known)}", f"卡号尾号{'、'.join(known)}"
    ).in_language(language)


def owed(
    accounts: Sequence[tuple[str, int, int, int]], currency: str, language: str
) -> Rows | None:
    """An account a row: card, principal, interest, fees in minor units; None for no account."""
    if not accounts:
        return None

    def row(name: str, *minors: int) -> tuple[str, ...]:
        return (name, *(figure(Money(minor, currency)) for minor in (*minors, sum(minors))))

    head = Text(
        f"Card|Principal ({currency})|Interest|Fees|Total",
        f"卡号|本金（{_unit(currency)}）|利息|费用|合计",
    )
    rows = [row(f"•••• {last4}" if last4 else "–", *minors) for last4, *minors in accounts]
    total = row(
        Text("Total", "合计").in_language(language),
        *(sum(minors) for minors in list(zip(*accounts, strict=True))[1:]),
    )
    return Rows(
        head.in_language(language).split("|"),
        rows,
        frozenset({1, 2, 3, 4}),
        total if len(rows) > 1 else (),
    )


def lines(statements: Sequence[Statement], language: str) -> Rows | None:
    """The explained balance line by line, account after account; None for none."""
    if not statements:
        return None
    currency = statements[0].currency
    head = Text(
        f"Day|What|Amount ({currency})|Balance",
        f"日期|项目|金额（{_unit(currency)}）|余额",
    )
    rows = []
    for each in statements:
        for line in each.lines:
            what = line.text.in_language(language)
            if len(statements) > 1:
                what = f"{each.card_last4} · {what}"
            rows.append((str(line.on), what, figure(line.amount), figure(line.balance)))
    return Rows(head.in_language(language).split("|"), rows, frozenset({2, 3}))


def demands(made: Sequence[Demanded], language: str) -> Rows | None:
    """The demands in their order; None for none. The permit's number leads to the whole record."""
    if not made:
        return None
    head = Text("Time|Way|To|Result|Permit", "时间|方式|对象|结果|许可编号")
    rows = [
        (
            f"{each.at:%Y-%m-%d %H:%M}",
            CHANNELS[each.channel].in_language(language),
            each.to or "–",
            result(each).in_language(language),
            str(each.permit_id),
        )
        for each in made
    ]
    return Rows(head.in_language(language).split("|"), rows)


def result(made: Demanded) -> Text:
    """What came of a demand."""
    if made.outcome == "sent":
        return CONFIRMED if made.confirmed else SENT
    return SPOKEN


def evidence(items: Sequence[Item], language: str) -> Rows | None:
    """The list of evidence, numbered; None for none."""
    if not items:
        return None
    head = Text("No.|Evidence|Proves|Number|Form", "序号|证据名称|证明内容|数量|形式")
    rows = [
        (
            str(number),
            each.name.in_language(language),
            each.proves.in_language(language),
            str(each.count),
            each.form.in_language(language),
        )
        for number, each in enumerate(items, start=1)
    ]
    return Rows(head.in_language(language).split("|"), rows, frozenset({3}))


def instalments(dues: Sequence[tuple[date, Money]], language: str) -> Rows:
    """A settlement's instalments."""
    currency = dues[0][1].currency
    head = Text(f"No.|Due on|Amount ({currency})", f"期数|还款日|金额（{_unit(currency)}）")
    rows = [
        (str(number), day_in_words(on).in_language(language), figure(amount))
        for number, (on, amount) in enumerate(dues, start=1)
    ]
    return Rows(head.in_language(language).split("|"), rows, frozenset({2}))


def _unit(currency: str) -> str:
    return "元" if currency == "CNY" else currency
