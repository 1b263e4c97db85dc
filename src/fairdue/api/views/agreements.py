"""Promises, offers and agreements: made by systems, approved by people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Query, Router, Schema
from pydantic import BaseModel, Field, StrictBool, StrictInt, StringConstraints

from fairdue.api.calls import ApiRequest, reads, writes
from fairdue.api.fields import (
    Currency,
    Day,
    Digits,
    ExactAmount,
    Given,
    Id,
    Listed,
    Page,
    Sum,
    listed,
    sum_or_none,
    words,
)
from fairdue.api.problems import Problem, not_found
from fairdue.api.views.customers import known
from fairdue.delinquency.queries import open_case_of
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions import agreeing
from fairdue.negotiation.actions.promising import record_promise, withdraw_promise
from fairdue.negotiation.queries.agreements import (
    AgreementFacts,
    InstalmentFacts,
    agreement,
    agreements_of,
    text_of,
)
from fairdue.negotiation.queries.offers import Offer, offers_for
from fairdue.negotiation.queries.promises import PromiseFacts
from fairdue.negotiation.rules.terms import KINDS, Terms

router = Router(tags=["Promises, offers and agreements"])
LIST_MAX = 1000
Version = Annotated[StrictInt, Field(ge=0, le=10**9)]
Rate = Annotated[str, StringConstraints(pattern=r"^[0-9](\.[0-9]{1,8})?$")]


class NewPromise(Given):
    """An amount by a day. A promise still open gives way to it."""

    amount: ExactAmount
    due_on: Day


class PromiseOut(Schema):
    """A promise and what became of it."""

    id: int
    amount: Sum
    due_on: date
    made_at: datetime
    state: str
    paid: Sum
    settled_on: date | None


class TermsIn(Given):
    """What is agreed. Amounts are decimal texts in `currency`; an offer's terms fit as they are."""

    kind: Annotated[str, Field(max_length=20, json_schema_extra={"enum": sorted(KINDS)})]
    currency: Currency
    principal: Digits
    interest: Digits
    fees: Digits
    waived: Digits = "0"
    instalments: Annotated[StrictInt, Field(ge=1, le=600)]
    every: Annotated[str, StringConstraints(pattern=r"^(month|fortnight|week|days:[0-9,]{1,40})$")]
    first_due_on: Day
    yearly_rate: Rate = "0"
    amount: Digits | None = Field(default=None, description="Each instalment but the last")
    amounts: Annotated[list[Digits], Field(max_length=600)] = []
    starts_on: Day | None = None

    @property
    def terms(self) -> Terms:
        """As rules see them."""
        return Terms(
            kind=self.kind,
            currency=self.currency,
            principal_minor=self._minor(self.principal),
            interest_minor=self._minor(self.interest),
            fees_minor=self._minor(self.fees),
            waived_minor=self._minor(self.waived),
            instalments=self.instalments,
            every=self.every,
            first_due_on=self.first_due_on,
            yearly_rate=Decimal(self.yearly_rate),
            amount_minor=None if self.amount is None else self._minor(self.amount),
            amounts_minor=tuple(self._minor(each) for each in self.amounts),
            starts_on=self.starts_on,
        )

    def _minor(self, digits: str) -> int:
        return Money.of(Decimal(digits), self.currency).minor

    @classmethod
    def of(cls, terms: Terms) -> TermsIn:
        """The same, to be sent back."""

        def amount(minor: int) -> str:
            return str(Money(minor, terms.currency).amount)

        return cls(
            kind=terms.kind,
            currency=terms.currency,
            principal=amount(terms.principal_minor),
            interest=amount(terms.interest_minor),
            fees=amount(terms.fees_minor),
            waived=amount(terms.waived_minor),
            instalments=terms.instalments,
            every=terms.every,
            first_due_on=terms.first_due_on,
            yearly_rate=f"{terms.yearly_rate:f}"[:10],
            amount=None if terms.amount_minor is None else amount(terms.amount_minor),
            amounts=[amount(each) for each in terms.amounts_minor],
            starts_on=terms.starts_on,
        )


class OfferOut(Schema):
    """A suggestion, with why, what it costs, and how likely it is kept."""

    key: str
    why: list[str]
    terms: TermsIn
    monthly: Sum
    total: Sum
    saved: Sum
    kept_per_mille: int
    last_due_on: date
    record_effect: str = Field(description="What it does to the credit record")
    needs_approval: bool


class OfferPage(BaseModel):
    """For what is owed in which currency."""

    currency: Currency


class NewAgreement(Given):
    """Terms to propose; `expected_version` of the open proposal that they replace, if any."""

    terms: TermsIn
    expected_version: Version | None = None


class Acceptance(Given):
    """That the customer agreed, and where; the cost must have been shown to them."""

    how: Literal["call", "letter", "api"]
    cost_shown: StrictBool
    expected_version: Version | None = None


class Withdrawal(Given):
    """A proposal is taken back, if nobody changed it meanwhile."""

    expected_version: Version | None = None


class InstalmentOut(Schema):
    """One instalment."""

    number: int
    due_on: date
    amount: Sum
    paid: Sum
    state: str
    settled_on: date | None


class AgreementOut(Schema):
    """An agreement or a proposal."""

    id: int
    customer_id: int
    version: int
    kind: str
    state: str
    terms: TermsIn
    total: Sum
    plan_interest: Sum
    annualised_rate: str
    monthly: Sum
    ceiling: Sum | None = Field(description="The most that can be paid a month; null: not known")
    paid: Sum
    needs_approval: bool
    why_approval: list[str]
    open_until: date
    accepted_at: datetime | None
    ended_on: date | None
    replaces: int | None
    instalments: list[InstalmentOut]


class ItemOut(Schema):
    """One item of what an agreement says."""

    title: str
    text: str


PROMISES, AGREEMENTS = "/customers/{customer_id}/promises", "/customers/{customer_id}/agreements"
ONE = "/agreements/{agreement_id}"


@reads(router, PROMISES, scope="promises:read", response=Listed[PromiseOut])
def promises(request: ApiRequest, customer_id: Id, page: Query[Page]) -> Listed[PromiseOut]:
    """A customer's promises, newest first."""
    known(customer_id)
    return listed(queries.promises_of(customer_id, LIST_MAX), page, _promise)


@writes(router, PROMISES, scope="promises:write", response=PromiseOut)
def promise(request: ApiRequest, customer_id: Id, given: NewPromise) -> PromiseOut:
    """Take down what the customer promised."""
    known(customer_id)
    case = open_case_of(customer_id)
    if case is None:
        raise Problem(
            422, "refused", Text("This customer is not in collections.", "该客户不在催收中。")
        )
    row = record_promise(
        case_id=case.id,
        amount=given.amount.money,
        due_on=given.due_on,
        channel="api",
        staff=request.auth.machine,
        at=request.now,
    )
    return _promise(queries.promise_facts(row))


@reads(router, "/customers/{customer_id}/offers", scope="offers:read", response=Listed[OfferOut])
def offers(request: ApiRequest, customer_id: Id, page: Query[OfferPage]) -> Listed[OfferOut]:
    """At most three suggestions, the best first; the same for whoever asks.

    None without a valid assessment of what the customer can set aside.
    """
    known(customer_id)
    found = offers_for(customer_id, page.currency, request.now, request.auth.machine)
    return Listed(items=[_offer(each) for each in found])


@reads(router, AGREEMENTS, scope="agreements:read", response=Listed[AgreementOut])
def agreements(request: ApiRequest, customer_id: Id, page: Query[Page]) -> Listed[AgreementOut]:
    """A customer's agreements and proposals, newest first."""
    known(customer_id)
    return listed(agreements_of(customer_id, LIST_MAX), page, _agreement)


@writes(router, AGREEMENTS, scope="agreements:write", response=AgreementOut)
def propose(request: ApiRequest, customer_id: Id, given: NewAgreement) -> AgreementOut:
    """Propose an agreement: ready to be accepted, or waiting for a person to approve it.

    Above what the customer can pay a month it always waits for a person.
    """
    known(customer_id)
    return _agreement(
        agreeing.propose(
            customer_id=customer_id,
            terms=given.terms.terms,
            channel="api",
            expected_version=given.expected_version,
            actor=request.auth.machine,
            at=request.now,
        )
    )


@reads(router, ONE, scope="agreements:read", response=AgreementOut)
def one(request: ApiRequest, agreement_id: Id) -> AgreementOut:
    """One agreement with its schedule."""
    return _agreement(_known(agreement_id))


@reads(router, ONE + "/text", scope="agreements:read", response=Listed[ItemOut])
def text(request: ApiRequest, agreement_id: Id) -> Listed[ItemOut]:
    """What the agreement says, in the language asked for; its document has the same words."""
    items = text_of(_known(agreement_id))
    return Listed(items=[ItemOut(title=words(item.title), text=words(item.body)) for item in items])


@writes(router, ONE + "/accept", scope="agreements:write", response=AgreementOut, status=200)
def accept(request: ApiRequest, agreement_id: Id, given: Acceptance) -> AgreementOut:
    """The customer agreed. Collecting rests while it is kept; accepting twice is accepting once."""
    _known(agreement_id)
    return _agreement(
        agreeing.accept(
            agreement_id=agreement_id,
            how=given.how,
            cost_shown=given.cost_shown,
            expected_version=given.expected_version,
            actor=request.auth.machine,
            at=request.now,
        )
    )


@writes(router, ONE + "/revise", scope="agreements:write", response=AgreementOut)
def revise(request: ApiRequest, agreement_id: Id, given: NewAgreement) -> AgreementOut:
    """Propose other terms for what runs; once accepted they replace it."""
    _known(agreement_id)
    return _agreement(
        agreeing.revise(
            agreement_id=agreement_id,
            terms=given.terms.terms,
            channel="api",
            expected_version=given.expected_version,
            actor=request.auth.machine,
            at=request.now,
        )
    )


@writes(router, ONE + "/withdraw", scope="agreements:write", response=AgreementOut, status=200)
def withdraw(request: ApiRequest, agreement_id: Id, given: Withdrawal) -> AgreementOut:
    """Take an open proposal back. What runs is ended by the customer or by staff, not here."""
    _known(agreement_id)
    return _agreement(
        agreeing.withdraw(
            agreement_id=agreement_id,
            expected_version=given.expected_version,
            actor=request.auth.machine,
            at=request.now,
        )
    )


@writes(
    router,
    PROMISES + "/{promise_id}/withdraw",
    scope="promises:write",
    response=PromiseOut,
    status=200,
)
def withdraw_one(request: ApiRequest, customer_id: Id, promise_id: Id) -> PromiseOut:
    """Take an open promise back, as the customer may."""
    known(customer_id)
    if promise_id not in [each.id for each in queries.promises_of(customer_id, LIST_MAX)]:
        raise not_found()
    row = withdraw_promise(promise_id=promise_id, staff=request.auth.machine, at=request.now)
    return _promise(queries.promise_facts(row))


def _known(agreement_id: int) -> AgreementFacts:
    found = agreement(agreement_id)
    if found is None:
        raise not_found()
    return found


def _promise(facts: PromiseFacts) -> PromiseOut:
    return PromiseOut(
        id=facts.id,
        amount=Sum.of(facts.amount),
        due_on=facts.due_on,
        made_at=facts.made_at,
        state=facts.state,
        paid=Sum.of(facts.paid),
        settled_on=facts.settled_on,
    )


def _offer(offer: Offer) -> OfferOut:
    currency = offer.terms.currency
    return OfferOut(
        key=offer.key,
        why=[words(each) for each in offer.why],
        terms=TermsIn.of(offer.terms),
        monthly=Sum.minor(offer.monthly_minor, currency),
        total=Sum.minor(offer.total_minor, currency),
        saved=Sum.minor(offer.saved_minor, currency),
        kept_per_mille=offer.kept_per_mille,
        last_due_on=offer.last_due_on,
        record_effect=words(offer.record_effect),
        needs_approval=offer.needs_approval,
    )


def _agreement(facts: AgreementFacts) -> AgreementOut:
    return AgreementOut(
        id=facts.id,
        customer_id=facts.customer_id,
        version=facts.version,
        kind=facts.terms.kind,
        state=facts.state,
        terms=TermsIn.of(facts.terms),
        total=Sum.of(facts.total),
        plan_interest=Sum.minor(facts.cost.plan_interest_minor, facts.terms.currency),
        annualised_rate=f"{facts.cost.annualised_rate:f}",
        monthly=Sum.of(facts.monthly),
        ceiling=sum_or_none(facts.ceiling),
        paid=Sum.of(facts.paid),
        needs_approval=facts.needs_approval,
        why_approval=[words(each) for each in facts.beyond],
        open_until=facts.open_until,
        accepted_at=facts.accepted_at,
        ended_on=facts.ended_on,
        replaces=facts.replaces_id,
        instalments=[_instalment(each) for each in facts.instalments],
    )


def _instalment(facts: InstalmentFacts) -> InstalmentOut:
    return InstalmentOut(
        number=facts.number,
        due_on=facts.due_on,
        amount=Sum.of(facts.amount),
        paid=Sum.of(facts.paid),
        state=facts.state,
        settled_on=facts.settled_on,
    )
