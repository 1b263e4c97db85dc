"""An account with the issuer's figures, and files of payments as a night loads them."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from django.db import connection, transaction

from fairdue.engine.copy import stage
from fairdue.journal.actions import record
from fairdue.kernel.money import Money
from fairdue.people.actors import Machine
from fairdue.portfolio.actions import record_payment
from fairdue.portfolio.loading_payments import PAYMENT_STAGE, merge_payments
from fairdue.portfolio.models import Account, Balance, Customer
from fairdue.portfolio.queries import PaymentFacts

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
DAY = date(2026, 3, 9)
TODAY = date(2026, 3, 10)
GATEWAY = Machine("gateway")
_numbers = itertools.count(1)


def an_account(
    currency: str = "CNY", customer: Customer | None = None, jurisdiction: str = "", **figures: Any
) -> Account:
    """Someone's account, with a balance at the end of DAY: 5 000.00, of which 500.00 past due."""
    number = next(_numbers)
    owner = customer or Customer.objects.create(
        customer_ref=f"B{number}",
        fingerprint=b"x",
        jurisdiction=jurisdiction,
        first_seen_on=DAY,
        last_seen_on=DAY,
    )
    account = Account.objects.create(
        customer=owner,
        account_ref=f"BA{number}",
        card_last4="0042",
        currency=currency,
        last_seen_on=DAY,
    )
    a_balance(account, DAY, **figures)
    return account


def a_balance(account: Account, as_of: date, **figures: Any) -> Balance:
    """Figures of a day, as a night records them."""
    given = {"total_minor": 500_000, "past_due_minor": 50_000} | figures
    with transaction.atomic():
        entry = record(actor="night", action="portfolio_loaded", at=AT)
        return Balance.objects.create(account=account, as_of=as_of, journal_entry=entry, **given)


def pay(
    account: Account,
    amount_minor: int = 10_000,
    ref: str = "",
    paid_on: date = TODAY,
    **changes: Any,
) -> PaymentFacts:
    """A payment reported by the gateway."""
    given: dict[str, Any] = {
        "account_ref": account.account_ref,
        "payment_ref": ref or f"GW-{next(_numbers)}",
        "amount": Money(amount_minor, account.currency),
        "paid_on": paid_on,
        "source": "portal",
        "actor": GATEWAY,
        "at": AT,
    }
    return record_payment(**given | changes)


def file_arrives(as_of: date, *rows: tuple[str, Account, date, int]) -> int:
    """The issuer's payments of a day: (payment_ref, account, paid_on, minor units)."""
    frame = pl.DataFrame(
        [
            (ref, account.pk, paid_on, minor, account.currency)
            for ref, account, paid_on, minor in rows
        ],
        schema={
            "payment_ref": pl.String(),
            "account_id": pl.Int64(),
            "paid_on": pl.Date(),
            "amount_minor": pl.Int64(),
            "currency": pl.String(),
        },
        orient="row",
    )
    with transaction.atomic(), connection.cursor() as cursor:
        entry = record(actor="night", action="portfolio_loaded", at=AT)
        stage(cursor, "staged_payment", PAYMENT_STAGE, frame)
        return merge_payments(cursor, as_of, entry.pk)
