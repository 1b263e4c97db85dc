"""A letter that explains to a customer what they owe on a day and why, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import capfirst

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text, day_in_words
from fairdue.portfolio.queries import CustomerFacts
from fairdue.portfolio.rules.balance import ShownLine, Statement
from fairdue.typesetting import Block, Code, Document, Facts, Heading, Note, Paragraph, Table


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, and how anyone can check that they do."""

    firm: Text
    address: str
    """Where the code is checked."""
    code: str


def balance_letter(
    customer: CustomerFacts,
    statements: Sequence[Statement],
    on: date,
    head: Letterhead,
    language: str,
    made_at: datetime,
) -> Document:
    """What is owed at the end of `on`, an account at a time; Chinese for any `zh…` language.

    The figures and words are those of `portfolio.queries.owed_on`. The customer stands masked.
    """
    say = _In(language)
    title = say("What you owe, and why", "欠款说明")
    parts: list[Block] = [
        Facts(
            (
                (say("Cardholder", "持卡人"), customer.name_masked or "–"),
                (say("Customer number", "客户编号"), customer.customer_ref),
                (say("At the end of", "截至日终"), say.day(on)),
            )
        ),
        Paragraph(
            say(
                "This letter shows how we arrive at the amount you owe. If anything in it looks "
                "wrong to you, tell us: you may dispute it, and we answer in writing.",
                "本函逐项说明您的欠款如何计算。如您认为有误，可以向我们提出异议，我们将书面答复。",
            )
        ),
    ]
    for statement in statements:
        parts += _account(statement, say)
    text = say(
        "Is this really from us? Scan, or enter the code at the address below.",
        "如何确认本函由本机构出具？请扫码，或在下方网址输入核验码。",
    )
    parts.append(Code(head.address, head.code, text))
    firm = say.text(head.firm)
    return Document(title, firm, language, tuple(parts), f"{firm} · {title}", made_at)


@dataclass(frozen=True, slots=True)
class _In:
    """Says texts and days in one language."""

    language: str

    def __call__(self, en: str, zh: str) -> str:
        return self.text(Text(en, zh))

    def text(self, text: Text) -> str:
        return text.in_language(self.language)

    def day(self, on: date) -> str:
        return self.text(day_in_words(on))


def _account(statement: Statement, say: _In) -> list[Block]:
    name = f"•••• {statement.card_last4}" if statement.card_last4 else statement.account_ref
    facts = [(say("Owed", "欠款总额"), str(statement.owed))]
    if statement.past_due.minor:
        facts.append((say("Past due", "其中逾期"), str(statement.past_due)))
    if statement.credit.minor:
        facts.append((say("Overpaid", "溢缴款"), str(statement.credit)))
    facts += [(capfirst(say.text(part)), str(amount)) for part, amount in statement.components]
    head = say("Day|What|Amount|Balance", "日期|事项|金额|余额").split("|")
    blocks: list[Block] = [
        Heading(say(f"Account {name}", f"账户{name}")),
        Facts(facts),
        Note(
            say(
                f"All amounts in {statement.currency}. Reckoned from the issuer's figures of "
                f"{say.day(statement.figures_on)}.",
                f"金额单位：{statement.currency}。以发卡机构{say.day(statement.figures_on)}"
                "的数据为起点计算。",
            )
        ),
        Table(head, [_line(line, say) for line in statement.lines], frozenset({2, 3})),
    ]
    if statement.sources:
        colon = say(": ", "：")
        cited = [f"{rule}{colon}{say.text(source)}" for rule, source in statement.sources]
        blocks.append(Note(say("; ", "；").join(cited)))
    return blocks


def _line(line: ShownLine, say: _In) -> tuple[str, str, str, str]:
    days = say.day(line.on)
    if line.since_on:
        days = f"{say.day(line.since_on)} – {days}"
    what = say.text(line.text)
    if line.rule:
        what += say(f" ({line.rule})", f"（{line.rule}）")
    return days, what, _figure(line.amount), _figure(line.balance)


def _figure(money: Money) -> str:
    """An amount without its currency, which a note above the table names."""
    return f"{money.amount:,}".replace("-", "−")
