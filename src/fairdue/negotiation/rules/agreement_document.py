"""The document of an agreement: its items word for word, with tables, acceptance and code. Pure.

The text is that of `wording.items`, the same as on every screen. The holder stands masked: the
document says which record it is about, and the record who they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.schedule import Cost, Due
from fairdue.negotiation.rules.terms import KINDS, Terms
from fairdue.negotiation.rules.wording import BALANCE, FEES, SCHEDULE, Item
from fairdue.typesetting.document import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Table,
)

HOW = {
    "portal": Text("on the cardholder's own page", "持卡人自助页面确认"),
    "call": Text("by telephone", "电话确认"),
    "desk": Text("in person, taken down by staff", "当面确认，由工作人员记录"),
    "letter": Text("by letter", "书面确认"),
    "api": Text("through a connected system", "经对接系统确认"),
    "import": Text("taken over from another system", "由其他系统迁入"),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """One account that the agreement is about, as it stood; minor units, None where not known."""

    name: str
    """As people call it: •••• 1234."""
    principal_minor: int | None
    interest_minor: int | None
    fees_minor: int | None
    total_minor: int


@dataclass(frozen=True, slots=True)
class Ability:
    """What the holder can set aside a month, and who let the agreement ask for more, if anyone."""

    high: Money
    made_on: date | None
    monthly: Money
    override_by: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """That the holder agreed: how, when by the lender's clock, and who took it down."""

    how: str
    at: datetime
    taken_by: str
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Where and by which code anyone can see that the document is genuine."""

    address: str
    code: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Everything the document says."""

    number: str
    version: int
    lender: Text
    holder_masked: str
    holder_ref: str
    accounts: Sequence[Owed]
    terms: Terms
    dues: Sequence[Due]
    cost: Cost
    items: Sequence[Item]
    proposed_on: date
    ability: Ability | None
    accepted: Accepted | None
    check: Check | None


def agreement_document(agreed: Agreed, language: str, made_at: datetime) -> Document:
    """The agreement's document in English, or in Chinese for any `zh…` language."""
    say = _In(language)
    kind = KINDS[agreed.terms.kind]
    title = say(f"Agreement: {kind.en}", f"{kind.zh}协议")
    draft = "" if agreed.accepted else say(" · not accepted yet", " · 尚未确认")
    number, version = agreed.number, agreed.version
    parts: list[Block] = [*_parties(agreed, say)]
    for item in agreed.items:
        parts += [Heading(say.text(item.title)), Paragraph(say.text(item.body))]
        parts += _TABLES[item.key](agreed, say) if item.key in _TABLES else []
    parts += [*_affordable(agreed, say), *_acceptance(agreed, say), *_check(agreed, say)]
    return Document(
        title=title,
        subtitle=say(f"No. {number} · version {version}", f"编号{number} · 第{version}版") + draft,
        language=language,
        blocks=tuple(parts),
        footer=f"{say.text(agreed.lender)} · {title} · {number}/{version}",
        made_at=made_at,
    )


@dataclass(frozen=True, slots=True)
class _In:
    """Says texts, days and amounts in one language."""

    language: str

    def __call__(self, en: str, zh: str) -> str:
        return self.text(Text(en, zh))

    def text(self, text: Text) -> str:
        return text.in_language(self.language)

    def day(self, on: date) -> str:
        return self(f"{on.day} {on:%B %Y}", f"{on.year}年{on.month}月{on.day}日")


def _figure(minor: int | None, currency: str) -> str:
    """An amount without its currency, which a note above the table names."""
    return "–" if minor is None else f"{Money(minor, currency).amount:,}"


def _parties(agreed: Agreed, say: _In) -> Sequence[Block]:
    return (
        Facts(
            (
                (say("Lender", "发卡机构"), say.text(agreed.lender)),
                (say("Cardholder", "持卡人"), agreed.holder_masked or "–"),
                (say("Customer number", "客户编号"), agreed.holder_ref),
                (say("Proposed on", "方案日期"), say.day(agreed.proposed_on)),
            )
        ),
    )


def _owed(agreed: Agreed, say: _In) -> Sequence[Block]:
    currency, terms = agreed.terms.currency, agreed.terms

    def figures(*parts: int | None) -> tuple[str, ...]:
        return tuple(_figure(part, currency) for part in parts)

    rows = [
        (
            each.name,
            *figures(each.principal_minor, each.interest_minor, each.fees_minor, each.total_minor),
        )
        for each in agreed.accounts
    ]
    total = (
        say("In this agreement", "纳入本协议"),
        *figures(terms.principal_minor, terms.interest_minor, terms.fees_minor, terms.owed_minor),
    )
    head = say("Account|Principal|Interest|Fees|Total", "账户|本金|利息|费用|合计")
    return (
        Note(say(f"All amounts in {currency}.", f"金额单位：{currency}。")),
        Table(head.split("|"), rows, frozenset({1, 2, 3, 4}), total),
    )


def _schedule(agreed: Agreed, say: _In) -> Sequence[Block]:
    currency, last = agreed.terms.currency, agreed.dues[-1]
    left = agreed.cost.total_minor
    rows = []
    for due in agreed.dues:
        left -= due.amount_minor
        figures = (_figure(due.amount_minor, currency), _figure(left, currency))
        rows.append((str(due.number), say.day(due.due_on), *figures))
    total = (
        say("All", "合计"),
        say(f"until {say.day(last.due_on)}", f"至{say.day(last.due_on)}"),
        _figure(agreed.cost.total_minor, currency),
        "",
    )
    head = say("No.|Due on|To pay|Left after it", "期数|到期日|应还金额|剩余应还")
    return (Table(head.split("|"), rows, frozenset({2, 3}), total),)


def _costs(agreed: Agreed, say: _In) -> Sequence[Block]:
    cost = agreed.cost

    def money(minor: int) -> str:
        return str(Money(minor, agreed.terms.currency))

    return (
        Facts(
            (
                (
                    say("Owed, less what is forgiven", "应还欠款（已扣减免）"),
                    money(cost.base_minor),
                ),
                (say("Interest of the agreement", "协议期间利息"), money(cost.plan_interest_minor)),
                (say("Fees of the agreement", "协议期间费用"), money(0)),
                (say("Paid altogether", "还款总额"), money(cost.total_minor)),
                (
                    say("Annualised, all costs in", "综合年化成本"),
                    f"{cost.annualised_rate:.2%}",
                ),
            )
        ),
    )


_TABLES = {BALANCE: _owed, SCHEDULE: _schedule, FEES: _costs}
"""What stands below an item's words."""


def _affordable(agreed: Agreed, say: _In) -> Sequence[Block]:
    ability = agreed.ability
    if ability is None:
        return ()
    when = (
        say(f"on {say.day(ability.made_on)}", f"{say.day(ability.made_on)}")
        if ability.made_on
        else say("for it", "")
    )
    text = say(
        f"By the figures given {when}, up to {ability.high} a month can be set aside. This "
        f"agreement asks for at most {ability.monthly} a month.",
        f"根据{when}提供的收支情况，每月最多可用于还款{ability.high}。"
        f"本协议每月最高还款{ability.monthly}。",
    )
    if ability.override_by:
        text += say(
            f" That is more; {ability.override_by} allowed it for a reason that is on record.",
            f"超出部分已由{ability.override_by}说明理由后批准，理由留存备查。",
        )
    return (Heading(say("Whether it can be paid", "偿还能力")), Paragraph(text))


def _acceptance(agreed: Agreed, say: _In) -> Sequence[Block]:
    accepted = agreed.accepted
    heading = Heading(say("Acceptance", "确认记录"))
    if accepted is None:
        return (
            heading,
            Paragraph(
                say(
                    "Not accepted yet. It binds nobody until the cardholder accepts it.",
                    "尚未确认。经持卡人确认后方对双方生效。",
                )
            ),
        )
    rows = [
        (say("Accepted", "确认方式"), say.text(HOW[accepted.how])),
        (say("At", "确认时间"), f"{say.day(accepted.at.date())} {accepted.at:%H:%M}"),
        (say("Recorded by", "记录人"), accepted.taken_by),
    ]
    if accepted.approved_by:
        rows.append((say("Approved by", "审批人"), accepted.approved_by))
    return (heading, Facts(rows))


def _check(agreed: Agreed, say: _In) -> Sequence[Block]:
    if agreed.check is None:
        return ()
    text = say(
        "Is this really from us? Scan, or enter the code at the address below.",
        "如何确认本文件由本机构出具？请扫码，或在下方网址输入核验码。",
    )
    return (Code(agreed.check.address, agreed.check.code, text),)
