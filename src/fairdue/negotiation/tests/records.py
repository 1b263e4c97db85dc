"""A customer in collections with one account, a balance, and payments as they come in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.negotiation.actions import record_assessment
from fairdue.negotiation.rules.terms import INSTALMENT_PLAN, Terms
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import Account, Balance, Customer, Payment
from fairdue.training.tests.records import certified

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
TODAY = date(2026, 3, 10)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Debtor:
    """A case and its one account."""

    case: Case
    account: Account


def a_member(role: Role = Role.COLLECTOR) -> Staff:
    return certified(Staff.objects.create(username=f"{role}{next(_numbers)}", role=role))


def a_debtor(total_minor: int = 500_000) -> Debtor:
    number = next(_numbers)
    customer = Customer.objects.create(
        customer_ref=f"C{number:04d}", fingerprint=b"x", first_seen_on=TODAY, last_seen_on=TODAY
    )
    account = Account.objects.create(
        customer=customer, account_ref=f"A{number}", currency="CNY", last_seen_on=TODAY
    )
    case = Case.objects.create(
        customer=customer,
        opened_on=TODAY,
        as_of=TODAY,
        bucket_at_entry=1,
        bucket=1,
        accounts_past_due=1,
    )
    with transaction.atomic():
        Balance.objects.create(
            account=account,
            as_of=TODAY,
            total_minor=total_minor,
            past_due_minor=total_minor // 10,
            journal_entry=record(actor="test", action="loaded", at=AT),
        )
    return Debtor(case, account)


def pay(debtor: Debtor, paid_on: date, amount_minor: int) -> Payment:
    with transaction.atomic():
        return Payment.objects.create(
            account=debtor.account,
            payment_ref=f"P{next(_numbers)}",
            paid_on=paid_on,
            amount_minor=amount_minor,
            currency="CNY",
            journal_entry=record(actor="test", action="paid", at=AT),
        )


def can_pay(debtor: Debtor, a_month_minor: int, at: datetime = AT) -> None:
    """The customer says what they can pay a month."""
    record_assessment(
        customer_id=debtor.case.customer_id,
        currency="CNY",
        depth="quick",
        figures={"high": a_month_minor},
        actor=Cardholder(debtor.case.customer_id),
        at=at,
    )


def plan_for(total_minor: int = 500_000, **changed: Any) -> Terms:
    """Ten monthly instalments of all that is owed, without interest."""
    terms = Terms(
        kind=INSTALMENT_PLAN,
        currency="CNY",
        principal_minor=total_minor,
        interest_minor=0,
        fees_minor=0,
        waived_minor=0,
        instalments=10,
        every="month",
        first_due_on=date(2026, 4, 1),
    )
    return replace(terms, **changed)
