"""Payments that were received, and taken back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from fairdue.api.calls import ApiRequest, reads, writes
from fairdue.api.fields import Day, ExactAmount, Given, Id, Listed, Page, Reference, Sum, listed
from fairdue.api.views.customers import known
from fairdue.negotiation.actions import settle_customer
from fairdue.people.actors import Actor
from fairdue.portfolio.actions.payments import record_payment, reverse_payment
from fairdue.portfolio.queries import PaymentFacts, payments_of
from fairdue.portfolio.queries.accounts import customer_of_account

router = Router(tags=["Payments"])
PAYMENTS_MAX = 2000
"""The newest of a customer's payments that can be paged through."""

PaymentRef = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,79}$")]


class NewPayment(Given):
    """Money received. The same `payment_ref` counts once."""

    account_ref: Reference
    payment_ref: PaymentRef
    amount: ExactAmount
    paid_on: Day


class Reversal(Given):
    """Money taken back: all of a payment, or an amount of it."""

    payment_ref: PaymentRef
    reversed_on: Day
    amount: ExactAmount | None = None
    reversal_ref: PaymentRef | None = Field(
        default=None, description="Its own number; <payment_ref>:reversed where none is given"
    )


class PaymentOut(Schema):
    """Money received, or taken back (below zero)."""

    id: int
    account_ref: str
    payment_ref: str
    paid_on: date
    amount: Sum
    source: str
    reverses: str = Field(description="The payment_ref of the payment that is taken back")


@reads(
    router,
    "/customers/{customer_id}/payments",
    scope="payments:read",
    response=Listed[PaymentOut],
)
def payments(request: ApiRequest, customer_id: Id, page: Query[Page]) -> Listed[PaymentOut]:
    """Payments on any of the customer's accounts, newest first."""
    known(customer_id)
    return listed(payments_of(customer_id, PAYMENTS_MAX), page, payment)


@writes(router, "/payments", scope="payments:write", response=PaymentOut)
def record(request: ApiRequest, given: NewPayment) -> PaymentOut:
    """Record a payment. It counts at once; what is over is a credit."""
    return payment(paid(given, "api", request.auth.machine, request))


@writes(router, "/payments/reversals", scope="payments:write", response=PaymentOut)
def reverse(request: ApiRequest, given: Reversal) -> PaymentOut:
    """Take a payment back from a day on."""
    return payment(taken_back(given, "api", request.auth.machine, request))


def paid(
    given: NewPayment, source: Literal["api", "webhook"], actor: Actor, request: ApiRequest
) -> PaymentFacts:
    """The payment, on record; what was promised and agreed follows it at once."""
    taken = record_payment(
        account_ref=given.account_ref,
        payment_ref=given.payment_ref,
        amount=given.amount.money,
        paid_on=given.paid_on,
        source=source,
        actor=actor,
        at=request.now,
    )
    settle_customer(customer_of_account(taken.account_id), request.now)
    return taken


def taken_back(
    given: Reversal, source: Literal["api", "webhook"], actor: Actor, request: ApiRequest
) -> PaymentFacts:
    """The reversal, on record; what was promised and agreed follows it at once."""
    taken = reverse_payment(
        payment_ref=given.payment_ref,
        reversed_on=given.reversed_on,
        amount=given.amount.money if given.amount else None,
        reversal_ref=given.reversal_ref or "",
        source=source,
        actor=actor,
        at=request.now,
    )
    settle_customer(customer_of_account(taken.account_id), request.now)
    return taken


def payment(facts: PaymentFacts) -> PaymentOut:
    """As it is answered."""
    return PaymentOut(
        id=facts.id,
        account_ref=facts.account_ref,
        payment_ref=facts.payment_ref,
        paid_on=facts.paid_on,
        amount=Sum.of(facts.amount),
        source=facts.source,
        reverses=facts.reverses,
    )
