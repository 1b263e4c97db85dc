"""The database itself keeps the journal append-only and demands an entry for every change."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.portfolio.models import Account, Balance, Customer

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def an_account() -> Account:
    customer = Customer.objects.create(
        customer_ref="c1",
        fingerprint=b"x",
        first_seen_on=date(2026, 3, 1),
        last_seen_on=date(2026, 3, 1),
    )
    return Account.objects.create(
        customer=customer, account_ref="a1", currency="CNY", last_seen_on=date(2026, 3, 1)
    )


def a_balance(entry: Entry, account: Account) -> Balance:
    return Balance.objects.create(
        account=account,
        as_of=date(2026, 3, 1),
        total_minor=100,
        past_due_minor=10,
        journal_entry=entry,
    )


def an_entry() -> Entry:
    return record(actor="test", action="tested", at=AT)


def test_accepts_a_change_recorded_in_the_same_transaction() -> None:
    with transaction.atomic():
        a_balance(an_entry(), an_account())
    assert Balance.objects.count() == 1


def test_refuses_a_change_that_borrows_an_older_entry() -> None:
    account = an_account()
    with transaction.atomic():
        entry = an_entry()
    with pytest.raises(DatabaseError, match="without a journal entry"):
        a_balance(entry, account)


def test_refuses_an_update_without_a_new_entry() -> None:
    with transaction.atomic():
        balance = a_balance(an_entry(), an_account())
    with pytest.raises(DatabaseError, match="without a journal entry"):
        Balance.objects.filter(pk=balance.pk).update(total_minor=0)


def test_refuses_to_delete_a_journalled_record() -> None:
    with transaction.atomic():
        a_balance(an_entry(), an_account())
    with pytest.raises(DatabaseError, match="append-only"):
        Balance.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET actor = 'someone else'", "DELETE FROM journal_entry"],
)
def test_refuses_to_alter_history(statement: str) -> None:
    with transaction.atomic():
        an_entry()
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_refuses_truncation_outside_throw_away_databases() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET fairdue.allow_truncate = 'off'")
        try:
            with pytest.raises(DatabaseError, match="append-only"):
                cursor.execute("TRUNCATE journal_entry CASCADE")
        finally:
            cursor.execute("SET fairdue.allow_truncate = 'on'")


def test_an_entry_must_stand_in_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside transaction.atomic"):
        an_entry()
