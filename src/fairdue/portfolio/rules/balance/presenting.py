"""An explanation as everyone sees it: the desk, the cardholder, a letter, a court, another system.

Nothing is reckoned here and nothing set in a page: money, texts in both languages, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.portfolio.rules.balance.facts import COMPONENTS, Explanation, Line, Parts
from fairdue.portfolio.rules.balance.wording import COMPONENT_NAMES, KIND_NAMES


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its amount, and the balance after it."""

    on: date
    since_on: date | None
    """The first day of interest, where it is for several."""
    kind: str
    text: Text
    amount: Money
    principal: Money
    interest: Money
    fees: Money
    """Fees and instalment fee together."""
    balance: Money
    """Negative where the lender owes."""
    ref: str
    rule: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What is owed on one account at the end of a day."""

    account_ref: str
    card_last4: str
    currency: str
    on: date
    figures_on: date
    lines: tuple[ShownLine, ...]
    components: tuple[tuple[Text, Money], ...]
    """Those that are owed or overpaid, by name; a single entry where nothing is."""
    owed: Money
    past_due: Money
    credit: Money
    sources: tuple[tuple[str, Text], ...]
    """Where the rules that lines name stand, each once."""


def shown(explanation: Explanation) -> Statement:
    """The explanation to show; its lines add up to what is owed less the credit."""

    def money(minor: int) -> Money:
        return Money(minor, explanation.currency)

    parts = explanation.components
    named = [
        (COMPONENT_NAMES[name], money(minor)) for name, minor in parts._asdict().items() if minor
    ]
    return Statement(
        explanation.account_ref,
        explanation.card_last4,
        explanation.currency,
        explanation.on,
        explanation.figures_on,
        tuple(_line(line, explanation.currency) for line in explanation.lines),
        tuple(named) or ((COMPONENT_NAMES["principal"], money(0)),),
        money(explanation.owed_minor),
        money(explanation.past_due_minor),
        money(explanation.credit_minor),
        tuple(
            {each.rule: each.citation.source for each in explanation.lines if each.citation}.items()
        ),
    )


def _line(line: Line, currency: str) -> ShownLine:
    split = line.split
    return ShownLine(
        line.on,
        line.since_on if line.since_on != line.on else None,
        line.kind,
        line.text,
        Money(line.amount_minor, currency),
        Money(split.principal, currency),
        Money(split.interest, currency),
        Money(split.fees + split.instalment_fee, currency),
        Money(line.total_minor, currency),
        line.ref,
        line.rule,
    )


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """For JSON: minor units, days as YYYY-MM-DD, rates and texts as written, in both languages."""
    return {
        "account_ref": explanation.account_ref,
        "card_last4": explanation.card_last4,
        "currency": explanation.currency,
        "on": explanation.on.isoformat(),
        "figures_on": explanation.figures_on.isoformat(),
        "total_minor": explanation.total_minor,
        "owed_minor": explanation.owed_minor,
        "past_due_minor": explanation.past_due_minor,
        "credit_minor": explanation.credit_minor,
        "components": _minor(explanation.components),
        "lines": [
            {
                "on": line.on.isoformat(),
                "since_on": line.since_on.isoformat() if line.since_on else None,
                "kind": line.kind,
                "kind_name": KIND_NAMES[line.kind].as_dict(),
                "text": line.text.as_dict(),
                "amount_minor": line.amount_minor,
                "split": {**_minor(line.split), "credit_minor": line.split.credit},
                "total_minor": line.total_minor,
                "days": line.days,
                "rate": str(line.rate) if line.rate is not None else None,
                "base_minor": line.base_minor,
                "payment_ref": line.ref,
                "rule": line.rule,
                "source": line.citation.source.as_dict() if line.citation else None,
            }
            for line in explanation.lines
        ],
    }


def _minor(parts: Parts) -> dict[str, int]:
    return {f"{name}_minor": getattr(parts, name) for name in COMPONENTS}
