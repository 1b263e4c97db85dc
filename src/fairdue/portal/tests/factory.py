"""A small believable cardholder: sealed data, contact points, a case, accounts with balances.

Names and numbers are invented; the phone numbers use the unassigned prefix 100.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from fairdue.delinquency.models import Case, FiveClass, Standing
from fairdue.identity.actions import sessions
from fairdue.identity.models import RequestState, SignInRequest
from fairdue.journal.actions import record
from fairdue.portfolio.models import Account, Balance, ContactKind, ContactPoint, Customer
from fairdue.vault import masking
from fairdue.vault.sealing import vault

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
"""10:30 in Shanghai on a Tuesday."""

AS_OF = date(2026, 3, 9)
NAMES = ("张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵雪梅", "黄建国", "周婷", "吴磊")


def a_customer(number: int = 1) -> Customer:
    """A customer with a name, an ID-like number, a phone and an e-mail address, all sealed."""
    safe = vault()
    name, id_number, phone = NAMES[number % len(NAMES)], id_number_of(number), phone_of(number)
    customer = Customer.objects.create(
        customer_ref=f"C{number:06d}",
        name_masked=masking.mask_name(name),
        name_sealed=safe.seal(name),
        name_index=safe.blind_index("name", name),
        id_number_masked=masking.mask_id_number(id_number),
        id_number_sealed=safe.seal(id_number),
        id_number_index=safe.blind_index("id_number", id_number),
        language="zh",
        fingerprint=safe.fingerprint(name, id_number, phone),
        first_seen_on=AS_OF - timedelta(days=90),
        last_seen_on=AS_OF,
    )
    a_point(customer, ContactKind.PHONE, phone, masking.mask_phone(phone))
    email = email_of(number)
    a_point(customer, ContactKind.EMAIL, email, masking.mask_email(email))
    return customer


def a_point(customer: Customer, kind: ContactKind, value: str, masked: str) -> ContactPoint:
    safe = vault()
    return ContactPoint.objects.create(
        customer=customer,
        kind=kind,
        value_masked=masked,
        value_sealed=safe.seal(value),
        value_index=safe.blind_index(kind.value, value),
    )


def phone_of(number: int) -> str:
    return f"100{number:08d}"


def email_of(number: int) -> str:
    return f"cardholder{number}@example.org"


def id_number_of(number: int) -> str:
    return f"000000199001{number:05d}X"


def an_account(
    customer: Customer, number: int, *, currency: str = "CNY", past_due_minor: int = 321_450
) -> Account:
    """A card account with a balance by component and a standing."""
    account = Account.objects.create(
        customer=customer,
        account_ref=f"A{number:06d}",
        card_last4=f"{number % 10_000:04d}",
        product="白金卡",
        currency=currency,
        credit_limit_minor=3_000_000,
        opened_on=date(2021, 5, 1),
        statement_day=5,
        last_seen_on=AS_OF,
    )
    with transaction.atomic():
        Balance.objects.create(
            account=account,
            as_of=AS_OF,
            total_minor=1_890_211,
            principal_minor=1_500_000,
            interest_minor=245_111,
            fees_minor=95_100,
            instalment_fee_minor=50_000,
            past_due_minor=past_due_minor,
            minimum_due_minor=189_000,
            journal_entry=record(actor="intake", action="portfolio_loaded", at=AT),
        )
    return account


def a_cardholder(number: int = 1, *, currency: str = "CNY") -> Customer:
    """A customer 47 days behind on one card, with a case."""
    customer = a_customer(number)
    account = an_account(customer, number, currency=currency)
    case = Case.objects.create(
        customer=customer,
        opened_on=AS_OF - timedelta(days=47),
        as_of=AS_OF,
        bucket_at_entry=1,
        bucket=2,
        worst_bucket=2,
        days_past_due=47,
        accounts_past_due=1,
    )
    Standing.objects.create(
        account=account,
        as_of=AS_OF,
        oldest_unmet_due_on=case.opened_on,
        days_past_due=47,
        cycles_past_due=2,
        bucket=2,
        five_class=FiveClass.SPECIAL_MENTION,
    )
    return customer


def a_session(customer: Customer, at: datetime) -> str:
    """A session as if the customer had just typed their code; gives its token."""
    with transaction.atomic():
        entry = record(actor="visitor", action="sign_in_asked", at=at)
        request = SignInRequest.objects.create(
            token_digest=secrets.token_bytes(32),
            point_index=b"",
            pair_digest=b"",
            language="en",
            asked_at=at,
            expires_at=at,
            state=RequestState.SENT,
            customer=customer,
            contact_point=ContactPoint.objects.filter(customer=customer).latest("pk"),
            used_at=at,
            journal_entry=entry,
        )
        return sessions.start(request, at=at)
