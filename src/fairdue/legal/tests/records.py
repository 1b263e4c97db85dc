"""A customer in collections, and staff of the legal rooms, for tests of matters."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.legal.actions import decide_road, open_matter
from fairdue.legal.models import Matter, Road
from fairdue.legal.rules.payment_order import CONDITIONS
from fairdue.legal.rules.road import EVIDENCE
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import Account, Balance, Customer, Payment

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
TODAY = date(2026, 3, 10)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Debtor:
    """A case and its one account."""

    case: Case
    account: Account


def a_member(role: Role = Role.LEGAL) -> Staff:
    return Staff.objects.create(username=f"{role}-{next(_numbers)}", role=role)


def a_debtor(
    total_minor: int = 2_000_000,
    *,
    due_on: date | None = date(2025, 6, 10),
    jurisdiction: str = "CN",
    currency: str = "CNY",
) -> Debtor:
    """Owes `total_minor`, a tenth of it interest, half of a tenth fees; unpaid since `due_on`."""
    number = next(_numbers)
    customer = Customer.objects.create(
        customer_ref=f"L{number:04d}",
        fingerprint=b"x",
        jurisdiction=jurisdiction,
        first_seen_on=TODAY,
        last_seen_on=TODAY,
    )
    account = Account.objects.create(
        customer=customer,
        account_ref=f"LA{number}",
        currency=currency,
        card_last4=f"{number:04d}",
        last_seen_on=TODAY,
    )
    case = Case.objects.create(
        customer=customer,
        opened_on=due_on or TODAY,
        as_of=TODAY,
        bucket_at_entry=1,
        bucket=7,
        accounts_past_due=1,
    )
    with transaction.atomic():
        Balance.objects.create(
            account=account,
            as_of=TODAY,
            total_minor=total_minor,
            principal_minor=total_minor - total_minor // 10 - total_minor // 20,
            interest_minor=total_minor // 10,
            fees_minor=total_minor // 20,
            instalment_fee_minor=0,
            past_due_minor=total_minor,
            oldest_unmet_due_on=due_on,
            journal_entry=record(actor="test", action="loaded", at=AT),
        )
    return Debtor(case, account)


def pay(debtor: Debtor, paid_on: date, amount_minor: int) -> Payment:
    with transaction.atomic():
        return Payment.objects.create(
            account=debtor.account,
            payment_ref=f"LP{next(_numbers)}",
            paid_on=paid_on,
            amount_minor=amount_minor,
            currency=debtor.account.currency,
            in_figures_from=paid_on + timedelta(days=1),
            journal_entry=record(actor="test", action="paid", at=AT),
        )


EVERYTHING = tuple(EVIDENCE)
EVERY_CONDITION = tuple(CONDITIONS)


def a_matter(
    road: str = Road.PAYMENT_ORDER,
    *,
    debtor: Debtor | None = None,
    opener: Staff | None = None,
    at: datetime = AT,
) -> Matter:
    """A matter on a debt of ¥20,000 unless another is given, its road not yet approved."""
    owing = debtor or a_debtor()
    return open_matter(
        customer_id=owing.case.customer_id,
        currency=owing.account.currency,
        road=road,
        reason="test",
        staff=opener or a_member(),
        at=at,
        evidence=EVERYTHING,
        conditions=EVERY_CONDITION,
    )


def approved(matter: Matter, at: datetime = AT) -> Matter:
    """The matter with the approval of another legal officer and of a compliance officer."""
    for role in (Role.LEGAL, Role.COMPLIANCE):
        decided = decide_road(matter_id=matter.pk, approves=True, staff=a_member(role), at=at)
    return decided


def an_approved_matter(road: str = Road.PAYMENT_ORDER, **given: Any) -> Matter:
    return approved(a_matter(road, **given))
