"""A customer's accounts with what is owed on them, and their payments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import Moment
from fairdue.portfolio.models import Account

NOON = time(12)


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
    source: str = "file"
    """How it came in: file | api | webhook | portal."""
    reverses: str = ""
    """The payment_ref of the payment that is taken back, where it is known."""


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


ACCOUNTS = """
SELECT account.customer_id,
       account.id, account.account_ref, account.card_last4, account.product, account.currency,
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
WHERE account.customer_id = ANY(%s)
ORDER BY balance.past_due_minor DESC NULLS LAST, account.account_ref
"""


def accounts_of(customer_id: int) -> list[AccountFacts]:
    """The customer's accounts with newest balance and last payment, most past due first."""
    return accounts_by([customer_id]).get(customer_id, [])


def accounts_by(customer_ids: Collection[int]) -> dict[int, list[AccountFacts]]:
    """`accounts_of` of several customers, in one look-up; who has none is left out."""
    found: dict[int, list[AccountFacts]] = {}
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS, [list(customer_ids)])
        for customer_id, *row in cursor.fetchall():
            found.setdefault(customer_id, []).append(_account(row))
    return found


def customer_of_account(account_id: int) -> int:
    """Whose account it is. Raises Account.DoesNotExist for none."""
    return Account.objects.values_list("customer_id", flat=True).get(pk=account_id)


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


TOTAL_OWED = """
SELECT account.currency,
       sum(greatest(
           balance.total_minor - coalesce(paid.minor, 0) - coalesce(adjusted.minor, 0), 0))::bigint
FROM portfolio_account AS account
CROSS JOIN LATERAL (
    SELECT total_minor, as_of FROM portfolio_balance
    WHERE account_id = account.id ORDER BY as_of DESC LIMIT 1
) AS balance
LEFT JOIN LATERAL (
    SELECT sum(amount_minor) AS minor FROM portfolio_payment AS payment
    WHERE payment.account_id = account.id AND payment.currency = account.currency
      AND coalesce(payment.in_figures_from, payment.paid_on) > balance.as_of
) AS paid ON true
LEFT JOIN LATERAL (
    SELECT sum(CASE kind WHEN 'waiver' THEN amount_minor ELSE -amount_minor END) AS minor
    FROM portfolio_adjustment AS adjustment
    WHERE adjustment.account_id = account.id AND adjustment.in_figures_from > balance.as_of
) AS adjusted ON true
WHERE account.customer_id = %s
GROUP BY account.currency ORDER BY account.currency
"""


def total_owed(customer_id: int) -> dict[str, Money]:
    """What the customer owes over all accounts, per currency; an account without figures is none.

    By each account's newest balance, less what was paid or waived since then. What was overpaid
    on one account is no less owed on another: nothing is set off unasked. Interest since the
    newest balance isn't in it; `balances.owed_on` has it.
    """
    with connection.cursor() as cursor:
        cursor.execute(TOTAL_OWED, [customer_id])
        return {currency: Money(int(minor), currency) for currency, minor in cursor.fetchall()}


UNCONFIRMED = """
SELECT payment.id, account.id, account.account_ref, payment.payment_ref, payment.paid_on,
       payment.amount_minor, payment.currency, payment.source, payment.reverses
FROM portfolio_payment AS payment
JOIN portfolio_account AS account ON account.id = payment.account_id
WHERE payment.file_ref = '' AND payment.received_at IS NOT NULL AND payment.in_figures_from <= %s
ORDER BY payment.paid_on, payment.id LIMIT %s
"""


def unconfirmed_payments(on: date, limit: int = 100) -> list[PaymentFacts]:
    """Payments that were reported to us and that no file of the issuer's has named in the days
    that policy gives it (LENDER-PAYMENT); oldest first. Someone should ask the issuer.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNCONFIRMED, [on, limit])
        return [_payment(*row) for row in cursor.fetchall()]


PAYMENTS = """
SELECT payment.id, account.id, account.account_ref, payment.payment_ref, payment.paid_on,
       payment.amount_minor, payment.currency, payment.source, payment.reverses
FROM portfolio_account AS account JOIN portfolio_payment AS payment
    ON payment.account_id = account.id
WHERE account.customer_id = %s ORDER BY payment.paid_on DESC, payment.id DESC LIMIT %s
"""


def payments_of(customer_id: int, limit: int = 50) -> list[PaymentFacts]:
    """Payments on any of the customer's accounts, newest first; reversals are negative."""
    with connection.cursor() as cursor:
        cursor.execute(PAYMENTS, [customer_id, limit])
        return [_payment(*row) for row in cursor.fetchall()]


def _payment(
    number: int,
    account_id: int,
    account_ref: str,
    payment_ref: str,
    paid_on: date,
    minor: int,
    currency: str,
    source: str,
    reverses: str,
) -> PaymentFacts:
    paid = Money(minor, currency)
    return PaymentFacts(
        number, account_id, account_ref, payment_ref, paid_on, paid, source, reverses
    )


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
