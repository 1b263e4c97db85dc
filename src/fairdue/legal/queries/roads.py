"""What is known of a claim when its road is chosen, and every road beside the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fairdue.compliance.queries import circumstances
from fairdue.kernel.calendars import local_day
from fairdue.legal.models import Asset, Matter, Stage
from fairdue.legal.queries.limitation import Clock, clocks_of
from fairdue.legal.queries.policy import (
    fees_of_roads,
    order_conditions,
    roads_policy,
)
from fairdue.legal.rules import road as rules
from fairdue.negotiation.queries.promises import zone
from fairdue.portfolio.queries import law_of, owed_on
from fairdue.portfolio.queries.accounts import accounts_of as accounts_of_customer
from fairdue.portfolio.rules.balance import Explanation


@dataclass(frozen=True, slots=True)
class OnAccount:
    """What of a claim is owed on one account, by the explained balance; minor units."""

    account_id: int
    explanation: Explanation
    clock: Clock | None
    """None where nothing is past due on it."""

    @property
    def principal_minor(self) -> int:
        """Without what was overpaid."""
        return self.explanation.components.principal

    @property
    def interest_minor(self) -> int:
        """Interest."""
        return self.explanation.components.interest

    @property
    def fees_minor(self) -> int:
        """Fees of all kinds."""
        parts = self.explanation.components
        return parts.fees + parts.instalment_fee


@dataclass(frozen=True, slots=True)
class Claim:
    """All that a customer owes in one currency, and whether and how it may go to law."""

    customer_id: int
    currency: str
    as_of: date
    accounts: tuple[OnAccount, ...]
    facts: rules.ClaimFacts
    comparison: rules.Comparison

    @property
    def owed_minor(self) -> int:
        """The sum over the accounts."""
        return self.facts.owed_minor


def claim_on(
    customer_id: int,
    currency: str,
    at: datetime,
    *,
    evidence: Collection[str] = frozenset(),
    conditions: Collection[str] = frozenset(),
    besides: int | None = None,
) -> Claim:
    """The claim as it stands at a moment, by the ledger's own explained balance.

    `besides`: the matter that is asked about, which doesn't stand in its own way.
    """
    as_of = local_day(at, zone())
    accounts = _accounts(customer_id, currency, as_of)
    facts = _facts(customer_id, currency, at, accounts, besides)
    facts = replace(facts, evidence=frozenset(evidence), conditions=frozenset(conditions))
    barring, worth = roads_policy(as_of)
    comparison = rules.compare(
        facts,
        barring=barring,
        worth=worth,
        conditions=order_conditions(as_of),
        fees=fees_of_roads(facts.law, facts.owed_minor, currency, as_of),
    )
    return Claim(customer_id, currency, as_of, accounts, facts, comparison)


def _accounts(customer_id: int, currency: str, as_of: date) -> tuple[OnAccount, ...]:
    numbers = {each.account_ref: each.id for each in accounts_of_customer(customer_id)}
    clocks = {each.owed.account_id: each for each in clocks_of(customer_id, as_of)}
    return tuple(
        OnAccount(numbers[each.account_ref], each, clocks.get(numbers[each.account_ref]))
        for each in owed_on(customer_id, as_of)
        if each.currency == currency and each.owed_minor > 0
    )


def _facts(
    customer_id: int,
    currency: str,
    at: datetime,
    accounts: Sequence[OnAccount],
    besides: int | None,
) -> rules.ClaimFacts:
    as_of = local_day(at, zone())
    known = circumstances(customer_id, at)
    law = law_of(customer_id, as_of).jurisdiction
    others = Matter.objects.filter(customer_id=customer_id, currency=currency)
    others = others.exclude(stage=Stage.CLOSED)
    if besides is not None:
        others = others.exclude(pk=besides)
    time_barred, last_day = _time(law, accounts)
    return rules.ClaimFacts(
        owed_minor=sum(each.explanation.owed_minor for each in accounts),
        currency=currency,
        law=law,
        disputes_open=sum(each.received_at <= at for each in known.disputes),
        holds=tuple(each.kind for each in known.holds if each.in_force(at)),
        marks=tuple(each.kind for each in known.marks if each.raised_at <= at),
        time_barred=time_barred,
        limitation_last_day=last_day,
        has_assets=Asset.objects.filter(customer_id=customer_id, gone_on=None).exists(),
        has_another_matter=others.exists(),
    )


def _time(law: str, accounts: Sequence[OnAccount]) -> tuple[bool | None, date | None]:
    """Whether any account's claim is out of time, and the nearest last day."""
    clocks = [each.clock for each in accounts if each.clock is not None]
    if any(each.is_over for each in clocks):
        over = min(each.last_day for each in clocks if each.is_over and each.last_day)
        return True, over
    if law == "US" or any(each.is_over is None for each in clocks):
        return None, None
    return False, min((each.last_day for each in clocks if each.last_day), default=None)
