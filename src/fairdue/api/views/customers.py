"""Finds customers and their accounts; masked."""

from __future__ import annotations

from datetime import date

from ninja import Router, Schema

from fairdue.api.calls import ApiRequest, asks, reads
from fairdue.api.fields import Given, Id, Listed, Reference, Sum, sum_or_none
from fairdue.api.problems import not_found
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries import AccountFacts, CustomerFacts

router = Router(tags=["Customers"])


class Lookup(Given):
    """The issuer's own key of a customer or of one of their accounts."""

    reference: Reference


class CustomerOut(Schema):
    """A customer. `id` is what every other call takes."""

    id: int
    customer_ref: str
    name_masked: str
    language: str
    figures_from: date | None
    """The day that balances were last taken in for."""


class AccountOut(Schema):
    """A card account with its newest balance."""

    id: int
    account_ref: str
    card_last4: str
    product: str
    currency: str
    as_of: date | None
    total: Sum | None
    past_due: Sum | None
    minimum_due: Sum | None


@asks(router, "/customers/lookup", scope="customers:read", response=Listed[CustomerOut])
def look_up(request: ApiRequest, given: Lookup) -> Listed[CustomerOut]:
    """Who has this customer or account reference: nobody, or one.

    References are sent in the body, so that they stand in no log of addresses.
    """
    ids = [
        found.customer_id
        for found in portfolio.find(given.reference)
        if found.matched in ("customer_ref", "account_ref")
    ]
    people = [portfolio.customer(customer_id) for customer_id in ids]
    return Listed(items=[_customer(person) for person in people if person is not None])


@reads(router, "/customers/{customer_id}", scope="customers:read", response=CustomerOut)
def customer(request: ApiRequest, customer_id: Id) -> CustomerOut:
    """One customer."""
    return _customer(known(customer_id))


@reads(
    router,
    "/customers/{customer_id}/accounts",
    scope="customers:read",
    response=Listed[AccountOut],
)
def accounts(request: ApiRequest, customer_id: Id) -> Listed[AccountOut]:
    """A customer's accounts, each with its newest balance."""
    known(customer_id)
    return Listed(items=[_account(account) for account in portfolio.accounts_of(customer_id)])


def known(customer_id: int) -> CustomerFacts:
    """The customer. Raises Problem 404 where there is none."""
    person = portfolio.customer(customer_id)
    if person is None:
        raise not_found()
    return person


def _customer(person: CustomerFacts) -> CustomerOut:
    return CustomerOut(
        id=person.id,
        customer_ref=person.customer_ref,
        name_masked=person.name_masked,
        language=person.language,
        figures_from=person.last_seen_on,
    )


def _account(account: AccountFacts) -> AccountOut:
    balance = account.balance
    return AccountOut(
        id=account.id,
        account_ref=account.account_ref,
        card_last4=account.card_last4,
        product=account.product,
        currency=account.currency,
        as_of=balance.as_of if balance else None,
        total=sum_or_none(balance.total if balance else None),
        past_due=sum_or_none(balance.past_due if balance else None),
        minimum_due=sum_or_none(balance.minimum_due if balance else None),
    )
