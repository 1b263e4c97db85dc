"""People are found by any identifier, shown masked, and opened for a reason only."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from fairdue.journal.actions import record
from fairdue.journal.queries import entries
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import mark_contact_point, reveal
from fairdue.portfolio.models import (
    Account,
    Balance,
    ContactKind,
    ContactPoint,
    Customer,
    Payment,
)
from fairdue.portfolio.queries import (
    accounts_of,
    contact_points,
    customer,
    find,
    payments_of,
    timeline,
    total_owed,
)
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
DAY = date(2026, 3, 9)
NAME, ID_NUMBER, PHONE, EMAIL = "张三丰", "00000019900101001X", "10000000001", "z@example.org"
_numbers = itertools.count(1)


def a_member(role: Role = Role.COLLECTOR) -> Staff:
    return Staff.objects.create(username=f"{role}{next(_numbers)}", role=role)


def a_person(ref: str = "C1", phone: str = PHONE) -> Customer:
    safe = vault()
    person = Customer.objects.create(
        customer_ref=ref,
        name_masked="张**",
        name_sealed=safe.seal(NAME),
        name_index=safe.blind_index("name", NAME),
        id_number_masked="0****************X",
        id_number_sealed=safe.seal(ID_NUMBER),
        id_number_index=safe.blind_index("id_number", ID_NUMBER),
        fingerprint=b"x",
        first_seen_on=DAY,
        last_seen_on=DAY,
    )
    for kind, value in ((ContactKind.EMAIL, EMAIL), (ContactKind.PHONE, phone)):
        ContactPoint.objects.create(
            customer=person,
            kind=kind,
            value_masked="masked",
            value_sealed=safe.seal(value),
            value_index=safe.blind_index(kind, value),
        )
    return person


def an_account(person: Customer, ref: str, past_due_minor: int, currency: str = "CNY") -> Account:
    account = Account.objects.create(
        customer=person, account_ref=ref, currency=currency, last_seen_on=DAY
    )
    with transaction.atomic():
        entry = record(actor="test", action="loaded", at=AT)
        for day, total_minor in ((date(2026, 2, 9), 1), (DAY, 500_000)):
            Balance.objects.create(
                account=account,
                as_of=day,
                total_minor=total_minor,
                principal_minor=total_minor,
                past_due_minor=past_due_minor,
                journal_entry=entry,
            )
        for number, (day, amount_minor) in enumerate(
            [(date(2026, 1, 5), 30_000), (date(2026, 2, 5), 20_000), (date(2026, 2, 7), -20_000)]
        ):
            Payment.objects.create(
                account=account,
                payment_ref=f"{ref}-{number}",
                paid_on=day,
                amount_minor=amount_minor,
                currency=currency,
                journal_entry=entry,
            )
    return account


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("C1", "customer_ref"),
        (" A1 ", "account_ref"),
        (NAME, "name"),
        (ID_NUMBER.lower(), "id_number"),
        ("+86 100-0000-0001", "phone"),
        ("Z@EXAMPLE.ORG", "email"),
    ],
)
def test_finds_a_person_by_any_identifier(text: str, matched: str) -> None:
    person = a_person()
    an_account(person, "A1", 10)
    [found] = find(text)
    assert (found.customer_id, found.matched) == (person.pk, matched)
    assert NAME not in str(found)


@pytest.mark.parametrize("text", ["", "   ", "C", "张三", "1000000000", "%", "C1'--"])
def test_finds_nobody_by_less_than_the_whole(text: str) -> None:
    a_person()
    assert find(text) == []


def test_finds_all_who_share_an_identifier_up_to_the_limit() -> None:
    for number in range(1, 5):
        a_person(f"C{number}")
    assert [found.customer_ref for found in find(PHONE, limit=3)] == ["C1", "C2", "C3"]


def test_reveals_for_a_reason_and_journals_who_and_why_but_not_what() -> None:
    person = a_person()
    staff = a_member()
    [phone, _] = contact_points(person.pk)
    opened = [
        reveal(customer_id=person.pk, what=what, reason="to call back", staff=staff, at=AT)
        for what in ("name", "id_number", phone.id)
    ]
    assert opened == [NAME, ID_NUMBER, PHONE]
    written = entries(person.pk, action="personal_data_revealed")
    assert [entry.details["what"] for entry in written] == [
        f"contact_point:{phone.id}",
        "id_number",
        "name",
    ]
    assert {(entry.actor, entry.details["reason"]) for entry in written} == {
        (staff.username, "to call back")
    }
    assert not any(value in str([each.details for each in written]) for value in opened)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 201])
def test_reveals_nothing_without_a_short_reason(reason: str) -> None:
    person = a_person()
    with pytest.raises(Refused):
        reveal(customer_id=person.pk, what="name", reason=reason, staff=a_member(), at=AT)
    assert entries(person.pk) == []


def test_reveals_nothing_to_an_administrator_nor_of_someone_else() -> None:
    person, other = a_person(), a_person("C2")
    with pytest.raises(Refused, match="Your role"):
        reveal(
            customer_id=person.pk,
            what="name",
            reason="curious",
            staff=a_member(Role.ADMINISTRATOR),
            at=AT,
        )
    [others_phone, _] = contact_points(other.pk)
    with pytest.raises(Refused, match="no such value"):
        reveal(customer_id=person.pk, what=others_phone.id, reason="why", staff=a_member(), at=AT)
    assert entries() == []


def test_phones_come_first_and_numbers_that_fail_last() -> None:
    person = a_person()
    staff = a_member()
    ContactPoint.objects.create(
        customer=person,
        kind=ContactKind.PHONE,
        value_masked="second",
        value_sealed=vault().seal("10000000002"),
        value_index=vault().blind_index("phone", "10000000002"),
    )
    [first, second, email] = contact_points(person.pk)
    mark_contact_point(contact_point_id=first.id, invalid_since=DAY, staff=staff, at=AT)
    assert [point.id for point in contact_points(person.pk)] == [second.id, first.id, email.id]
    assert contact_points(person.pk)[1].invalid_since == DAY
    mark_contact_point(contact_point_id=first.id, invalid_since=None, staff=staff, at=AT)
    assert contact_points(person.pk)[0].id == first.id
    assert len(entries(person.pk)) == 2


def test_accounts_show_the_newest_balance_and_last_payment_most_past_due_first() -> None:
    person = a_person()
    an_account(person, "A1", 10)
    an_account(person, "A2", 99)
    Account.objects.create(customer=person, account_ref="A3", currency="CNY", last_seen_on=DAY)
    worst, better, empty = accounts_of(person.pk)
    assert [worst.account_ref, better.account_ref, empty.account_ref] == ["A2", "A1", "A3"]
    assert worst.balance is not None
    assert (worst.balance.as_of, worst.balance.total) == (DAY, Money(500_000, "CNY"))
    assert worst.balance.interest is None
    assert worst.last_payment is not None
    assert worst.last_payment.amount == Money(20_000, "CNY")
    assert (empty.balance, empty.last_payment) == (None, None)


def test_what_is_owed_is_added_up_per_currency() -> None:
    person = a_person()
    an_account(person, "A1", 10)
    an_account(person, "A2", 10)
    an_account(person, "A3", 10, currency="USD")
    assert total_owed(person.pk) == {
        "CNY": Money(1_000_000, "CNY"),
        "USD": Money(500_000, "USD"),
    }


def test_the_timeline_shows_payments_and_those_taken_back() -> None:
    person = a_person()
    an_account(person, "A1", 10)
    assert [moment.kind for moment in timeline(person.pk)] == ["reversal", "payment", "payment"]
    assert len(payments_of(person.pk, limit=2)) == 2


def test_a_person_is_shown_masked() -> None:
    person = a_person()
    shown = customer(person.pk)
    assert shown is not None
    assert shown.name_masked == "张**"
    assert NAME not in str(shown)
    assert customer(0) is None


def test_cardholders_see_their_own_values_opened_which_is_journalled_and_nobody_elses() -> None:
    person, other = a_person(), a_person("C2")
    myself = Cardholder(person.pk)
    assert reveal(customer_id=person.pk, what="name", reason="my file", staff=myself, at=AT) == NAME
    assert entries(person.pk)[0].actor == f"cardholder:{person.pk}"
    with pytest.raises(Refused, match="not your records"):
        reveal(customer_id=other.pk, what="name", reason="my file", staff=myself, at=AT)
    assert entries(other.pk) == []
