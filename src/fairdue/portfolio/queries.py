"""Finds customers by any identifier, and reads what screens show of them.

Nothing here opens a sealed value; that is `actions.reveal`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

import narwhals as nw
import polars as pl
from django.db import connection
from django.utils import timezone

from fairdue.engine.copy import copy_out
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import Moment
from fairdue.portfolio.columns import with_law
from fairdue.portfolio.models import ContactPoint, Customer
from fairdue.portfolio.rules.law import CustomerLaw, LawDefaults, law_for
from fairdue.rulebook.packs import pack
from fairdue.vault.sealing import vault

NOON = time(12)
POLICY = "policy/default"
LAW_RULE = "LENDER-LAW"


@dataclass(frozen=True, slots=True)
class Found:
    """A customer who fits a search, without personal data beyond the masks."""

    customer_id: int
    customer_ref: str
    name_masked: str
    id_number_masked: str
    matched: str
    """What fitted: customer_ref | account_ref | name | id_number | phone | email."""


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """A customer as screens show them."""

    id: int
    customer_ref: str
    name_masked: str
    id_number_masked: str
    language: str
    first_seen_on: date
    last_seen_on: date


@dataclass(frozen=True, slots=True)
class ContactPointFacts:
    """A number or address of the customer's own, masked."""

    id: int
    customer_id: int
    kind: str
    value_masked: str
    source: str
    invalid_since: date | None
    not_theirs_since_at: datetime | None = None
    """From when on it was somebody else's; `models.NEVER_THEIRS` if it always was."""


@dataclass(frozen=True, slots=True)
class BalanceFacts:
    """What was owed at the end of a day. Components are None where the issuer gives none."""

    as_of: date
    total: Money
    past_due: Money
    principal: Money | None
    interest: Money | None
    fees: Money | None
    instalment_fee: Money | None
    minimum_due: Money | None


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """Money received, or taken back (negative)."""

    id: int
    account_id: int
    account_ref: str
    payment_ref: str
    paid_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One card account with its newest balance and last payment."""

    id: int
    account_ref: str
    card_last4: str
    product: str
    currency: str
    credit_limit: Money | None
    opened_on: date | None
    statement_day: int | None
    balance: BalanceFacts | None
    last_payment: PaymentFacts | None


FIND = """
SELECT customer.id, customer.customer_ref, customer.name_masked, customer.id_number_masked,
       min(hit.matched)
FROM (
    SELECT id AS customer_id, 'customer_ref' AS matched FROM portfolio_customer
        WHERE customer_ref = %(text)s
    UNION ALL
    SELECT customer_id, 'account_ref' FROM portfolio_account WHERE account_ref = %(text)s
    UNION ALL
    SELECT id, 'name' FROM portfolio_customer WHERE name_index = %(name)s
    UNION ALL
    SELECT id, 'id_number' FROM portfolio_customer WHERE id_number_index = %(id_number)s
    UNION ALL
    SELECT customer_id, kind FROM portfolio_contactpoint
        WHERE (kind = 'phone' AND value_index = %(phone)s)
           OR (kind = 'email' AND value_index = %(email)s)
) AS hit
JOIN portfolio_customer AS customer ON customer.id = hit.customer_id
GROUP BY customer.id
ORDER BY customer.customer_ref
LIMIT %(limit)s
"""


def find(text: str, limit: int = 20) -> list[Found]:
    """Customers of whom `text` is exactly an identifier, in order of customer reference.

    Identifiers: customer and account reference as written; full name, ID number, phone and
    e-mail by blind index, so no value is opened. Blank text finds nobody.
    """
    wanted = text.strip()
    if not wanted:
        return []
    safe = vault()
    indexes = {
        kind: safe.blind_index(kind, wanted) for kind in ("name", "id_number", "phone", "email")
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"text": wanted, "limit": limit, **indexes})
        return [Found(*row) for row in cursor.fetchall()]


def customer(customer_id: int) -> CustomerFacts | None:
    """One customer, or None when there is none of that id."""
    row = Customer.objects.filter(pk=customer_id).first()
    if row is None:
        return None
    return CustomerFacts(
        row.pk,
        row.customer_ref,
        row.name_masked,
        row.id_number_masked,
        row.language,
        row.first_seen_on,
        row.last_seen_on,
    )


def customer_by_ref(customer_ref: str) -> int | None:
    """The customer of the issuer's own key, or None."""
    return Customer.objects.filter(customer_ref=customer_ref).values_list("pk", flat=True).first()


def law_defaults(on: date) -> LawDefaults:
    """Policy LENDER-LAW as in force on a day: what holds where the issuer's file is silent.

    Raises NoValueError without such a value, UnknownPlaceError when it names an unknown zone.
    """
    return _law_defaults(on, pack(POLICY).version)


@lru_cache(maxsize=8)
def _law_defaults(on: date, _version: str) -> LawDefaults:
    """Read once a day; the version is of the pack that is read."""
    policy = pack(POLICY)
    zones = policy.value(LAW_RULE, "zones_default", on).value
    return LawDefaults(
        str(policy.value(LAW_RULE, "jurisdiction_default", on).value),
        {str(whose): tuple(names) for whose, names in zones.items()},
    )


def law_of(customer_id: int, on: date) -> CustomerLaw:
    """Whose law applies to contacting a customer, and every zone they may be in.

    As the issuer's file says, else as the policy in force on `on`. Raises Customer.DoesNotExist
    for nobody, UnknownPlaceError for a zone that this machine doesn't know.
    """
    return law_and_feed(customer_id, on)[0]


def feed_as_of(customer_id: int) -> date | None:
    """The latest day for which the customer's balances and payments were taken in; None for nobody.

    This is `Customer.last_seen_on`: loading sets it in the transaction that writes the balances
    and payments of the same day, and never back. An intake that no night has loaded yet doesn't
    count, since nobody works with its figures; a day without payments does, since its balances
    have in them what was paid. A customer who is missing from the issuer's newest file, or no
    longer loaded, keeps the day their figures are from. One row by its primary key.
    """
    row = _law_row(customer_id)
    return row[3] if row else None


def law_and_feed(customer_id: int, on: date) -> tuple[CustomerLaw, date]:
    """`law_of` and `feed_as_of` in one look-up, for whoever needs both with every permit."""
    row = _law_row(customer_id)
    if row is None:
        raise Customer.DoesNotExist(f"there is no customer {customer_id}")
    jurisdiction, region, time_zones, seen_on = row
    return law_for(jurisdiction, region, time_zones, law_defaults(on)), seen_on


LAW_AND_FEED = """
SELECT jurisdiction, region, time_zones, last_seen_on FROM portfolio_customer WHERE id = %s
"""
"""Not by the ORM, which takes three times as long; this is asked with every permit."""


def _law_row(customer_id: int) -> tuple[str, str, str, date] | None:
    with connection.cursor() as cursor:
        cursor.execute(LAW_AND_FEED, [customer_id])
        row: tuple[str, str, str, date] | None = cursor.fetchone()
        return row


LAWS_AND_FEEDS = """
SELECT id AS customer_id, customer_ref, jurisdiction, region, time_zones,
       last_seen_on AS feed_as_of
FROM portfolio_customer
"""
LAW_COLUMNS: dict[str, pl.DataType] = {
    "customer_id": pl.Int64(),
    "customer_ref": pl.String(),
    "jurisdiction": pl.String(),
    "region": pl.String(),
    "time_zones": pl.String(),
    "feed_as_of": pl.Date(),
}


def laws_and_feeds(on: date) -> pl.DataFrame:
    """`law_of` and `feed_as_of` of every customer in the database, in customer_ref order.

    Columns: customer_id, customer_ref, jurisdiction, region, time_zones (IANA names in order,
    blanks between), feed_as_of. Nothing is null.
    """
    with connection.cursor() as cursor:
        rows = copy_out(cursor, LAWS_AND_FEEDS, {}, LAW_COLUMNS).sort("customer_ref")
    filled: pl.LazyFrame = with_law(nw.from_native(rows.lazy()), law_defaults(on)).to_native()
    return filled.select(*LAW_COLUMNS).collect()


def languages() -> pl.DataFrame:
    """`language` ("zh", "en"; "" where the issuer's file doesn't say) of every customer in the
    database by `customer_ref`, in no order.
    """
    statement = "SELECT customer_ref, language FROM portfolio_customer"
    columns: dict[str, pl.DataType] = {"customer_ref": pl.String(), "language": pl.String()}
    with connection.cursor() as cursor:
        return copy_out(cursor, statement, {}, columns)


def contact_points(customer_id: int) -> list[ContactPointFacts]:
    """The customer's own numbers and addresses: phones first, valid ones before invalid."""
    rows = ContactPoint.objects.filter(customer_id=customer_id).values_list(
        "id",
        "customer_id",
        "kind",
        "value_masked",
        "source",
        "invalid_since",
        "not_theirs_since_at",
    )
    facts = [ContactPointFacts(*row) for row in rows]
    order = {"phone": 0, "email": 1, "address": 2}
    return sorted(
        facts, key=lambda point: (order[point.kind], point.invalid_since is not None, point.id)
    )


POINTS_OF_EVERYONE = """
SELECT customer.customer_ref, point.id AS point_id, point.kind,
       row_number() OVER (
           PARTITION BY point.customer_id, point.kind
           ORDER BY point.invalid_since IS NOT NULL, point.id
       ) - 1 AS place,
       point.invalid_since IS NOT NULL AS is_invalid
FROM portfolio_contactpoint AS point
JOIN portfolio_customer AS customer ON customer.id = point.customer_id
"""
POINT_COLUMNS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "point_id": pl.Int64(),
    "kind": pl.String(),
    "place": pl.Int64(),
    "is_invalid": pl.Boolean(),
}


def contact_points_of_everyone() -> pl.DataFrame:
    """`contact_points` of every customer in the database, without their masks; in no order.

    `place` counts the points of a customer and kind from 0, in the order in which they are
    offered.
    """
    with connection.cursor() as cursor:
        return copy_out(cursor, POINTS_OF_EVERYONE, {}, POINT_COLUMNS)


ACCOUNTS = """
SELECT account.id, account.account_ref, account.card_last4, account.product, account.currency,
       account.credit_limit_minor, account.opened_on, account.statement_day,
       balance.as_of, balance.total_minor, balance.past_due_minor, balance.principal_minor,
       balance.interest_minor, balance.fees_minor, balance.instalment_fee_minor,
       balance.minimum_due_minor,
       payment.id, payment.payment_ref, payment.paid_on, payment.amount_minor, payment.currency
FROM portfolio_account AS account
LEFT JOIN LATERAL (
    SELECT * FROM portfolio_balance WHERE account_id = account.id ORDER BY as_of DESC LIMIT 1
) AS balance ON true
LEFT JOIN LATERAL (
    SELECT * FROM portfolio_payment WHERE account_id = account.id AND amount_minor > 0
    ORDER BY paid_on DESC, id DESC LIMIT 1
) AS payment ON true
WHERE account.customer_id = %s
ORDER BY balance.past_due_minor DESC NULLS LAST, account.account_ref
"""


def accounts_of(customer_id: int) -> list[AccountFacts]:
    """The customer's accounts with newest balance and last payment, most past due first."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS, [customer_id])
        return [_account(row) for row in cursor.fetchall()]


def _account(row: Sequence[Any]) -> AccountFacts:
    account_id, ref, last4, product, currency, limit_minor, opened_on, statement_day = row[:8]
    as_of, total, past_due, *components = row[8:16]
    payment_id, payment_ref, paid_on, paid_minor, paid_currency = row[16:]
    balance = payment = None
    if as_of is not None:
        balance = BalanceFacts(
            as_of,
            Money(total, currency),
            Money(past_due, currency),
            *(_money(minor, currency) for minor in components),
        )
    if payment_id is not None:
        paid = Money(paid_minor, paid_currency)
        payment = PaymentFacts(payment_id, account_id, ref, payment_ref, paid_on, paid)
    return AccountFacts(
        id=account_id,
        account_ref=ref,
        card_last4=last4,
        product=product,
        currency=currency,
        credit_limit=_money(limit_minor, currency),
        opened_on=opened_on,
        statement_day=statement_day,
        balance=balance,
        last_payment=payment,
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def total_owed(customer_id: int) -> dict[str, Money]:
    """What the customer owes over all accounts by their newest balances, per currency."""
    owed: dict[str, Money] = {}
    for account in accounts_of(customer_id):
        if account.balance is not None:
            so_far = owed.get(account.currency, Money(0, account.currency))
            owed[account.currency] = so_far + account.balance.total
    return owed


PAYMENTS = """
SELECT payment.id, account.id, account.account_ref, payment.payment_ref, payment.paid_on,
       payment.amount_minor, payment.currency
FROM portfolio_account AS account JOIN portfolio_payment AS payment
    ON payment.account_id = account.id
WHERE account.customer_id = %s ORDER BY payment.paid_on DESC, payment.id DESC LIMIT %s
"""


def payments_of(customer_id: int, limit: int = 50) -> list[PaymentFacts]:
    """Payments on any of the customer's accounts, newest first; reversals are negative."""
    with connection.cursor() as cursor:
        cursor.execute(PAYMENTS, [customer_id, limit])
        return [
            PaymentFacts(payment_id, account_id, ref, payment_ref, paid_on, Money(minor, currency))
            for payment_id, account_id, ref, payment_ref, paid_on, minor, currency in cursor
        ]


def timeline(customer_id: int, limit: int = 50) -> list[Moment]:
    """Payments as lines of the timeline, newest first. A payment's moment is its day's noon."""
    return [_moment(payment) for payment in payments_of(customer_id, limit)]


def _moment(payment: PaymentFacts) -> Moment:
    taken_back = payment.amount.minor < 0
    at = datetime.combine(payment.paid_on, NOON, tzinfo=timezone.get_default_timezone())
    return Moment(
        at=at,
        kind="reversal" if taken_back else "payment",
        title=Text("Payment taken back", "还款被冲回") if taken_back else Text("Payment", "还款"),
        detail=Text(
            f"{payment.amount}, account {payment.account_ref}",
            f"{payment.amount}，账户 {payment.account_ref}",
        ),
        actor="",
        tone="bad" if taken_back else "good",
    )
