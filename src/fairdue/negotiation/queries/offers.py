"""What is suggested to a customer: from what they owe, can set aside and did before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from fairdue.compliance import queries as compliance
from fairdue.compliance.models import MarkKind
from fairdue.delinquency.queries import CaseFacts, open_case_of
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.negotiation.models import Agreement, Promise, PromiseState
from fairdue.negotiation.queries.assessments import capacity
from fairdue.negotiation.queries.causes import cause_of
from fairdue.negotiation.queries.offer_policy import offer_policy, record_effect_of
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.queries.plan_terms import matrix_on, plan_terms_on
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules import offers as rules
from fairdue.negotiation.rules.affordability import Capacity
from fairdue.negotiation.rules.agreements import BREACHED, COMPLETED, ENDED, LAPSED
from fairdue.negotiation.rules.authority import CARDHOLDER, Matrix
from fairdue.negotiation.rules.causes import BY_CODE
from fairdue.negotiation.rules.kept import History
from fairdue.negotiation.rules.offers import OfferPolicy, Position, Reach
from fairdue.negotiation.rules.schedule import Due
from fairdue.negotiation.rules.terms import Terms
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio
from fairdue.strategy.queries.scores import scores_of_case
from fairdue.strategy.rules.scores import Target


@dataclass(frozen=True, slots=True)
class Offer:
    """One suggestion as pages show it. Amounts in minor units of the terms' currency."""

    key: str
    """cheapest, quick, steady, light or reduced; `rules.offer_words.KEYS` has their names."""
    terms: Terms
    """To be handed to `actions.agreeing.propose` as they are."""
    dues: tuple[Due, ...]
    why: tuple[Text, ...]
    kept_per_mille: int
    """The chance that it is kept to its end: an assumption drawn towards their own history."""
    monthly_minor: int
    total_minor: int
    saved_minor: int
    last_due_on: date
    record_effect: Text
    needs_approval: bool


def offers_for(customer_id: int, currency: str, at: datetime, actor: Actor) -> tuple[Offer, ...]:
    """At most three suggestions for what is owed in a currency, the best first.

    The same for whoever asks; only whether somebody has to approve depends on the actor. None
    without a valid assessment, which one figure is enough for; none where nothing is owed or
    nothing can be set aside: then there is hardship to ask for. Raises Refused for who may not.
    """
    require(actor, "see_offers", customer_id)
    return _suggested(customer_id, currency, at, actor.role)


def reach_of(customer_id: int, currency: str, at: datetime) -> Reach | None:
    """How far a plan of the customer's own shape may go; None without a valid assessment, and
    where nothing that can be set aside pays it off.
    """
    asked = _asked(customer_id, currency, at)
    return rules.reach(asked.position, asked.policy, asked.matrix) if asked else None


def shaped_offer(
    customer_id: int,
    currency: str,
    at: datetime,
    actor: Actor,
    *,
    monthly_minor: int | None = None,
    months: int | None = None,
) -> Offer | None:
    """The cheapest plan of so much a month at most, or over so many months; give one of the two.

    None where none fits, and without a valid assessment. Raises Refused for who may not.
    """
    require(actor, "see_offers", customer_id)
    asked = _asked(customer_id, currency, at)
    if asked is None:
        return None
    found = rules.shape(
        asked.position,
        asked.policy,
        asked.matrix,
        actor.role,
        monthly_minor=monthly_minor,
        months=months,
    )
    return _shown(found, asked.law, asked.position.today) if found else None


def best_offer(customer_id: int, currency: str, at: datetime) -> Offer | None:
    """The best that the customer can have on their own page at a moment, whoever asks."""
    return next(iter(_suggested(customer_id, currency, at, CARDHOLDER)), None)


def _suggested(customer_id: int, currency: str, at: datetime, role: str) -> tuple[Offer, ...]:
    asked = _asked(customer_id, currency, at)
    if asked is None:
        return ()
    found = rules.suggest(asked.position, asked.policy, asked.matrix, role)
    return tuple(_shown(each, asked.law, asked.position.today) for each in found)


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that a suggestion is worked out from."""

    law: str
    position: Position
    policy: OfferPolicy
    matrix: Matrix


def _asked(customer_id: int, currency: str, at: datetime) -> _Asked | None:
    """None without a valid assessment."""
    able = capacity(customer_id, currency, at)
    if able is None:
        return None
    today = local_day(at, zone())
    law = portfolio.law_of(customer_id, today).jurisdiction
    policy = offer_policy(law, plan_terms_on(today, currency), today)
    return _Asked(law, position_of(customer_id, able, at), policy, matrix_on(today))


def position_of(customer_id: int, able: Capacity, at: datetime) -> Position:
    """What is owed in the currency of an assessment, and what is known of the customer."""
    today = local_day(at, zone())
    case = open_case_of(customer_id)
    principal, interest, fees = owed_parts(customer_id, able.currency, today)
    return Position(
        currency=able.currency,
        principal_minor=principal,
        interest_minor=interest,
        fees_minor=fees,
        days_past_due=(case.days_past_due or 0) if case else 0,
        low_minor=able.low_minor,
        high_minor=able.high_minor,
        today=today,
        hardship=in_hardship(customer_id, at),
        history=history_of(customer_id),
        breaks_per_mille=_breaks(case),
    )


def in_hardship(customer_id: int, at: datetime) -> bool:
    """Does a mark of hardship stand, or does the cause that stands speak for it?"""
    marks = compliance.marks_of(customer_id)
    if any(mark.kind == MarkKind.HARDSHIP and mark.stands_at(at) for mark in marks):
        return True
    cause = cause_of(customer_id)
    return cause is not None and BY_CODE[cause.cause].hardship


def history_of(customer_id: int) -> History:
    """What came of the customer's promises and agreements so far. One that was breached and
    cured counts by how it ended.
    """
    counted: Counter[str] = Counter()
    for model in (Promise, Agreement):
        rows = model._default_manager.filter(customer_id=customer_id).values_list("state")
        counted.update(dict(rows.annotate(number=Count("id"))))
    lapsed = Agreement.objects.filter(customer_id=customer_id, state=ENDED, end_reason=LAPSED)
    return History(
        kept=counted[PromiseState.KEPT] + counted[COMPLETED],
        partly=counted[PromiseState.PARTIAL],
        broken=counted[PromiseState.BROKEN] + counted[BREACHED] + lapsed.count(),
    )


def _breaks(case: CaseFacts | None) -> int | None:
    """The highest chance that a live score gives to a promise's breaking; None without one."""
    if case is None:
        return None
    scores = [score for _, each in scores_of_case(case.id) for score in each]
    found = [score.thousandths for score in scores if score.target == Target.BREAK]
    return max(found, default=None)


def _shown(offer: rules.Offer, law: str, today: date) -> Offer:
    return Offer(
        key=offer.key,
        terms=offer.terms,
        dues=offer.dues,
        why=offer.why,
        kept_per_mille=offer.kept_per_mille,
        monthly_minor=offer.monthly_minor,
        total_minor=offer.total_minor,
        saved_minor=offer.saved_minor,
        last_due_on=offer.last_due_on,
        record_effect=record_effect_of(law, today, waives_principal=offer.waives_principal),
        needs_approval=offer.needs_approval,
    )
