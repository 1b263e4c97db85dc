"""What a cardholder owes and may choose to pay, account by account and currency by currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.negotiation.queries.agreements import running_agreement
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries.balances import owed_on
from fairdue.portfolio.rules.balance import Explanation

PARTS: dict[str, Text] = {
    "principal": Text("Purchases and cash (principal)", "消费与取现本金"),
    "interest": Text("Interest", "利息"),
    "fees": Text("Fees", "费用"),
    "instalment_fee": Text("Instalment fee", "分期手续费"),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """One account as its cardholder sees it."""

    id: int
    account_ref: str
    card_last4: str
    product: str
    currency: str
    total: Money
    past_due: Money
    credit: Money
    parts: tuple[tuple[Text, Money], ...]
    """What the total is made of, without what is nil."""
    explanation: Explanation
    instalment: Money | None = None
    instalment_due_on: date | None = None


def accounts_owed(customer_id: int, on: date) -> list[Owed]:
    """The customer's accounts as of a day, most past due first; those without figures left out."""
    known = {account.account_ref: account for account in portfolio.accounts_of(customer_id)}
    explained = [each for each in owed_on(customer_id, on) if each.account_ref in known]
    due = {each.currency: instalment_due(customer_id, each.currency, on) for each in explained}
    found = [_owed(known[each.account_ref], each, due[each.currency]) for each in explained]
    return sorted(found, key=lambda each: (-each.past_due.minor, -each.total.minor, each.id))


def instalment_due(customer_id: int, currency: str, on: date) -> tuple[Money, date] | None:
    """What is due next under an agreement that runs, with all that is overdue of it, and by when.

    None without such an agreement in the currency.
    """
    running = running_agreement(customer_id, currency)
    if running is None or running.next_due is None:
        return None
    following = running.next_due
    late = [each.left.minor for each in running.instalments if each.due_on <= on]
    amount = Money(max(sum(late), following.left.minor), currency)
    return amount, following.due_on


def _owed(
    account: portfolio.AccountFacts,
    explained: Explanation,
    due: tuple[Money, date] | None,
) -> Owed:
    def money(minor: int) -> Money:
        return Money(minor, explained.currency)

    components = explained.components._asdict()
    return Owed(
        id=account.id,
        account_ref=account.account_ref,
        card_last4=explained.card_last4,
        product=account.product,
        currency=explained.currency,
        total=money(explained.owed_minor),
        past_due=money(explained.past_due_minor),
        credit=money(explained.credit_minor),
        parts=tuple((PARTS[name], money(components[name])) for name in PARTS if components[name]),
        explanation=explained,
        instalment=due[0] if due else None,
        instalment_due_on=due[1] if due else None,
    )


@dataclass(frozen=True, slots=True)
class Payable:
    """What a payment can go to: one card, or all cards of a currency together."""

    key: str
    account_refs: tuple[str, ...]
    card_last4: str
    """Empty for all cards together."""
    currency: str
    total: Money
    past_due: Money
    instalment: Money | None
    instalment_due_on: date | None


def payables(accounts: list[Owed]) -> list[Payable]:
    """Each card with something to pay, then those of a currency together where there are more.

    Where nothing is owed at all, every card: a payment ahead is welcome.
    """
    owing = [each for each in accounts if each.total.minor > 0] or accounts
    by_currency: dict[str, list[Owed]] = {}
    for each in owing:
        by_currency.setdefault(each.currency, []).append(each)
    together = [
        _payable(f"all-{currency}", cards, "")
        for currency, cards in by_currency.items()
        if len(cards) > 1
    ]
    return [*(_payable(str(each.id), [each], each.card_last4) for each in owing), *together]


def _payable(key: str, cards: list[Owed], last4: str) -> Payable:
    nothing = Money(0, cards[0].currency)
    return Payable(
        key=key,
        account_refs=tuple(each.account_ref for each in cards),
        card_last4=last4,
        currency=cards[0].currency,
        total=sum((each.total for each in cards), nothing),
        past_due=sum((each.past_due for each in cards), nothing),
        instalment=cards[0].instalment,
        instalment_due_on=cards[0].instalment_due_on,
    )


def totals(accounts: list[Owed]) -> list[Money]:
    """What is owed in each currency, for those with more than one account. Never added up."""
    sums: dict[str, Money] = {}
    for each in accounts:
        sums[each.currency] = sums.get(each.currency, Money(0, each.currency)) + each.total
    return list(sums.values())
