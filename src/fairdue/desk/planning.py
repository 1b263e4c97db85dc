"""What the plan dialog shows: causes, what can be paid, suggestions, and what one comes to.

Suggestions are worked out anew for every look; the form sends back only which one was chosen and
what was changed of it, never the terms themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from string import ascii_lowercase

from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.queries.examining import Examined, examine
from fairdue.negotiation.queries.offers import Offer, offers_for
from fairdue.negotiation.rules.affordability import Capacity
from fairdue.negotiation.rules.authority import BEYOND
from fairdue.negotiation.rules.causes import CAUSES
from fairdue.negotiation.rules.offer_words import KEYS
from fairdue.negotiation.rules.schedule import with_amount
from fairdue.negotiation.rules.terms import EVERY, KINDS, Terms, say_every
from fairdue.people.models import Staff

CAUSE_KEYS = "1234567890" + ascii_lowercase
"""One key for each cause, in the order in which they are asked."""

INSTALMENTS_MAX = 600


@dataclass(frozen=True, slots=True)
class CauseKey:
    """One cause's place on the keyboard."""

    key: str
    code: str
    name: Text

    @property
    def shown(self) -> str:
        """The key as printed on it."""
        return self.key.upper()


CAUSE_CHOICES = tuple(
    CauseKey(key, cause.code, cause.name) for key, cause in zip(CAUSE_KEYS, CAUSES, strict=False)
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the collector chose, and what they changed of it; None: as suggested."""

    offer: str
    currency: str
    amount: Money | None = None
    instalments: int | None = None
    every: str | None = None
    first_due_on: date | None = None
    expected_version: int | None = None
    """Of the open proposal that this one replaces."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion on its card."""

    key: str
    offer: Offer
    name: Text
    kind: Text
    each: Money
    total: Money
    saved: Money
    kept_percent: int

    @property
    def number(self) -> int:
        """How many instalments."""
        return len(self.offer.dues)


@dataclass(frozen=True, slots=True)
class Shaped:
    """The chosen suggestion as it would be agreed."""

    examined: Examined
    each: Money
    last: Money
    total: Money
    monthly: Money
    ceiling: Money | None
    kind: Text
    every: Text
    beyond: tuple[Text, ...]
    """Why somebody has to approve it; empty: nobody has to."""

    @property
    def terms(self) -> Terms:
        """The terms that would be proposed."""
        return self.examined.terms

    @property
    def number(self) -> int:
        """How many instalments."""
        return len(self.examined.dues)

    @property
    def above_ceiling(self) -> bool:
        """Does it ask for more a month than can be set aside?"""
        return "ceiling" in self.examined.beyond


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the dialog shows."""

    currency: str
    causes: tuple[CauseKey, ...]
    cause: negotiation.CauseFacts | None
    capacity: Capacity | None
    suggestions: tuple[Suggestion, ...]
    chosen: str
    shaped: Shaped | None
    problem: str
    running: AgreementFacts | None
    offered: AgreementFacts | None
    ways: Mapping[str, Text]

    def with_problem(self, problem: str) -> Plan:
        """The same, saying what is wrong with what was typed."""
        return replace(self, problem=problem, shaped=None)

    @property
    def low(self) -> Money | None:
        """What can be set aside a month, cautiously."""
        return Money(self.capacity.low_minor, self.currency) if self.capacity else None

    @property
    def high(self) -> Money | None:
        """What can be set aside a month at most."""
        return Money(self.capacity.high_minor, self.currency) if self.capacity else None


def plan_of(
    customer_id: int,
    currency: str,
    staff: Staff,
    at: datetime,
    choice: Choice | None = None,
    changed: str = "",
) -> Plan:
    """The dialog for one customer and currency; `changed` is the field that was changed last.

    Bad input is no error here: `problem` says how to mend it, and everything else stays.
    """
    offers = offers_for(customer_id, currency, at, staff)
    chosen = choice.offer if choice else (offers[0].key if offers else "")
    shaped, problem = None, ""
    if offers:
        wanted = choice or Choice(chosen, currency)
        try:
            shaped = shape(customer_id, wanted, offers, staff, at, changed)
        except Refused as refused:
            problem = in_language(refused.text)
    return Plan(
        currency=currency,
        causes=CAUSE_CHOICES,
        cause=negotiation.cause_of(customer_id),
        capacity=negotiation.capacity(customer_id, currency, at),
        suggestions=tuple(_suggestion(str(place), each) for place, each in enumerate(offers, 1)),
        chosen=chosen,
        shaped=shaped,
        problem=problem,
        running=negotiation.running_agreement(customer_id, currency),
        offered=negotiation.offered_agreement(customer_id, currency),
        ways=EVERY,
    )


def shape(
    customer_id: int,
    choice: Choice,
    offers: tuple[Offer, ...],
    staff: Staff,
    at: datetime,
    changed: str = "",
) -> Shaped:
    """The chosen suggestion with what was changed of it, examined. Raises Refused as `examine`."""
    terms = terms_of(choice, offers, changed)
    found = examine(customer_id, terms, staff, at)
    ceiling = found.ceiling_minor
    return Shaped(
        examined=found,
        each=Money(found.dues[0].amount_minor, terms.currency),
        last=Money(found.dues[-1].amount_minor, terms.currency),
        total=Money(found.cost.total_minor, terms.currency),
        monthly=Money(found.monthly_minor, terms.currency),
        ceiling=None if ceiling is None else Money(ceiling, terms.currency),
        kind=KINDS[terms.kind],
        every=say_every(terms.every),
        beyond=tuple(BEYOND[name] for name in found.beyond),
    )


def terms_of(choice: Choice, offers: tuple[Offer, ...], changed: str = "") -> Terms:
    """The terms of a choice. Where amount and number don't fit, the one changed last holds.

    Raises Refused where the suggestion isn't made any more.
    """
    offer = next((each for each in offers if each.key == choice.offer), None)
    if offer is None:
        raise Refused(
            Text(
                "This suggestion isn't made any more; look at what is suggested now.",
                "该方案已不再适用，请查看当前推荐方案。",
            )
        )
    terms = offer.terms
    if choice.every is not None and choice.every != terms.every:
        terms = replace(terms, every=choice.every, amount_minor=None, starts_on=None)
    if choice.first_due_on is not None and choice.first_due_on != terms.first_due_on:
        terms = replace(terms, first_due_on=choice.first_due_on, starts_on=None)
    by_number = changed == "instalments" or (choice.amount is None and choice.instalments)
    if by_number and choice.instalments != terms.instalments:
        number = min(choice.instalments or 1, INSTALMENTS_MAX)
        return replace(terms, instalments=number, amount_minor=None, amounts_minor=())
    if choice.amount is not None and changed != "instalments":
        is_as_suggested = choice.amount.minor == offer.dues[0].amount_minor
        if not is_as_suggested or terms.every != offer.terms.every:
            return with_amount(terms, choice.amount.minor)
    return terms


def _suggestion(key: str, offer: Offer) -> Suggestion:
    currency = offer.terms.currency
    return Suggestion(
        key=key,
        offer=offer,
        name=KEYS[offer.key],
        kind=KINDS[offer.terms.kind],
        each=Money(offer.dues[0].amount_minor, currency),
        total=Money(offer.total_minor, currency),
        saved=Money(offer.saved_minor, currency),
        kept_percent=round(offer.kept_per_mille / 10),
    )
