"""A customer as intake seals them. Invented; the phone number uses the unassigned prefix 100."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.portfolio.models import Account, Balance, ContactKind, ContactPoint, Customer, Payment
from fairdue.vault import masking
from fairdue.vault.sealing import vault

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
AS_OF = date(2026, 3, 9)
NAME, PHONE, ID_NUMBER = "王芳", "10000000001", "00000019900100001X"


def a_person(number: int = 1) -> Customer:
    """In collections, with a name, an ID-like number and a phone, owing on one account."""
    safe = vault()
    customer = Customer.objects.create(
        customer_ref=f"C{number:06d}",
        name_masked=masking.mask_name(NAME),
        name_sealed=safe.seal(NAME),
        name_index=safe.blind_index("name", NAME),
        id_number_masked=masking.mask_id_number(ID_NUMBER),
        id_number_sealed=safe.seal(ID_NUMBER),
        id_number_index=safe.blind_index("id_number", ID_NUMBER),
        jurisdiction="CN",
        language="zh",
        fingerprint=safe.fingerprint(NAME, ID_NUMBER, PHONE),
        first_seen_on=AS_OF - timedelta(days=90),
        last_seen_on=AS_OF,
    )
    ContactPoint.objects.create(
        customer=customer,
        kind=ContactKind.PHONE,
        value_masked=masking.mask_phone(PHONE),
        value_sealed=safe.seal(PHONE),
        value_index=safe.blind_index("phone", PHONE),
    )
    _owes(customer, number)
    Case.objects.create(
        customer=customer,
        opened_on=AS_OF - timedelta(days=47),
        as_of=AS_OF,
        bucket_at_entry=1,
        bucket=2,
        worst_bucket=2,
        days_past_due=47,
        accounts_past_due=1,
    )
    return customer


def _owes(customer: Customer, number: int) -> None:
    account = Account.objects.create(
        customer=customer,
        account_ref=f"A{number:06d}",
        card_last4=f"{number:04d}",
        product="白金卡",
        currency="CNY",
        credit_limit_minor=3_000_000,
        opened_on=date(2021, 5, 1),
        statement_day=5,
        last_seen_on=AS_OF,
    )
    with transaction.atomic():
        entry = record(actor="intake", action="portfolio_loaded", at=AT)
        Balance.objects.create(
            account=account,
            as_of=AS_OF,
            total_minor=1_890_211,
            principal_minor=1_500_000,
            interest_minor=245_111,
            fees_minor=95_100,
            instalment_fee_minor=50_000,
            past_due_minor=321_450,
            minimum_due_minor=189_000,
            journal_entry=entry,
        )
        Payment.objects.create(
            account=account,
            payment_ref=f"P{number:06d}",
            paid_on=AS_OF - timedelta(days=40),
            amount_minor=50_000,
            currency="CNY",
            journal_entry=entry,
        )
