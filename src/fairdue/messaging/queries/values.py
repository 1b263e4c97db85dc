"""Looks up what a customer's case puts in the fields of a message."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from fairdue.identity.queries.policy import lender, zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.messaging.queries.lender import lender_reached
from fairdue.messaging.rules.fields import Value
from fairdue.portfolio.queries import AccountFacts, accounts_by, owed_by
from fairdue.portfolio.rules.balance import Explanation

ACCOUNT_FIELDS = frozenset(
    {"card", "balance", "past_due", "as_of", "minimum_due", "paid", "paid_on"}
)
"""What `account_values` fills in."""


def lenders_values(at: datetime, law: str = "") -> dict[str, Value]:
    """What the lender says of itself to customers under a law: its name, number and address."""
    reached = lender_reached(at, law)
    return {
        "lender": lender(at),
        "lender_phone": reached.phone,
        "lender_address": reached.address,
    }


def account_values(customer_id: int, at: datetime) -> dict[str, Value]:
    """What is owed on the account on which most is past due, and the last payment to it.

    One account: amounts of several, and of several currencies, are never added up. Without the
    customer's name, which only the machine that sends opens. Empty where nothing is known.
    """
    return account_values_by([customer_id], at)[customer_id]


def account_values_by(customer_ids: Collection[int], at: datetime) -> dict[int, dict[str, Value]]:
    """`account_values` of several customers, in as many look-ups as of one."""
    today = local_day(at, zone())
    owed, accounts = owed_by(customer_ids, today), accounts_by(customer_ids)
    return {
        customer_id: _values(owed.get(customer_id, ()), accounts.get(customer_id, ()), today)
        for customer_id in customer_ids
    }


def _values(
    explained: Iterable[Explanation], having: Iterable[AccountFacts], today: date
) -> dict[str, Value]:
    owed = {each.account_ref: each for each in explained}
    account = next((each for each in having if each.account_ref in owed), None)
    if account is None:
        return {}
    now = owed[account.account_ref]
    values: dict[str, Value] = {
        "card": now.card_last4,
        "balance": Money(now.owed_minor, now.currency),
        "past_due": Money(now.past_due_minor, now.currency),
        "as_of": today,
    }
    if account.balance is not None and account.balance.minimum_due is not None:
        values["minimum_due"] = account.balance.minimum_due
    if account.last_payment is not None:
        values["paid"] = account.last_payment.amount
        values["paid_on"] = account.last_payment.paid_on
    return values
