"""Payments come in by other ways than the issuer's file, each once, and can be taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import reverse_payment
from fairdue.portfolio.models import Payment
from fairdue.portfolio.queries import PaymentFacts, payments_of, total_owed, unconfirmed_payments
from fairdue.portfolio.tests.bookkeeping import (
    AT,
    DAY,
    GATEWAY,
    TODAY,
    a_balance,
    an_account,
    file_arrives,
    pay,
)

pytestmark = pytest.mark.django_db(transaction=True)


def take_back(payment_ref: str, **changes: Any) -> PaymentFacts:
    given: dict[str, Any] = {
        "payment_ref": payment_ref,
        "reversed_on": TODAY,
        "source": "portal",
        "actor": GATEWAY,
        "at": AT,
    }
    return reverse_payment(**given | changes)


def test_a_payment_is_on_record_with_its_way_in_and_lowers_what_is_owed() -> None:
    account = an_account()
    paid = pay(account, 120_000, "GW-1")
    assert (paid.amount, paid.paid_on, paid.source) == (Money(120_000, "CNY"), TODAY, "portal")
    assert payments_of(account.customer_id) == [paid]
    assert total_owed(account.customer_id) == {"CNY": Money(380_000, "CNY")}
    entry = Entry.objects.get(action="payment_received")
    assert (entry.actor, entry.customer_id) == ("api:gateway", account.customer_id)
    assert entry.details == {
        "payment_ref": "GW-1",
        "amount_minor": 120_000,
        "currency": "CNY",
        "paid_on": "2026-03-10",
        "source": "portal",
    }


def test_the_same_payment_again_changes_nothing() -> None:
    account = an_account()
    first = pay(account, 10_000, "GW-1")
    again = pay(account, 10_000, "GW-1", source="webhook", at=AT + timedelta(hours=1))
    assert again == first
    assert Entry.objects.filter(action="payment_received").count() == 1


@pytest.mark.parametrize("changes", [{"amount": Money(1, "CNY")}, {"paid_on": DAY}])
def test_a_number_on_record_with_other_content_is_refused(changes: dict[str, Any]) -> None:
    account = an_account()
    pay(account, 10_000, "GW-1")
    with pytest.raises(Refused, match="on record with another"):
        pay(account, **{"ref": "GW-1", "amount": Money(10_000, "CNY")} | changes)
    with pytest.raises(Refused, match="on record with another"):
        pay(an_account(), 10_000, "GW-1")


def test_two_clicks_at_once_have_one_effect() -> None:
    account = an_account()

    def click(_: int) -> PaymentFacts:
        try:
            return pay(account, 10_000, "GW-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as clicks:
        answers = set(clicks.map(click, range(8)))
    assert len(answers) == 1
    assert Payment.objects.count() == Entry.objects.filter(action="payment_received").count() == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount": Money(0, "CNY")}, "more than zero"),
        ({"amount": Money(-1, "CNY")}, "more than zero"),
        ({"amount": Money(500_000_001, "CNY")}, "check the amount"),
        ({"amount": Money(2**70, "CNY")}, "check the amount"),
        ({"amount": Money(100, "USD")}, "pay it in CNY"),
        ({"account_ref": "nobody's"}, "no account"),
        ({"paid_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"paid_on": date(2016, 3, 10)}, "check the date"),
        ({"payment_ref": ""}, "payment_ref"),
        ({"payment_ref": "a b"}, "payment_ref"),
        ({"payment_ref": "x" * 81}, "payment_ref"),
        ({"payment_ref": "a\n"}, "payment_ref"),
        ({"actor": Staff(username="li", role=Role.COLLECTOR)}, "Your role may not"),
        ({"actor": Cardholder(1)}, "Your role may not"),
    ],
)
def test_what_can_be_no_payment_is_refused_and_leaves_nothing(
    changes: dict[str, Any], why: str
) -> None:
    account = an_account()
    with pytest.raises(Refused, match=why):
        pay(account, **changes)
    assert not Payment.objects.exists()
    assert not Entry.objects.filter(action="payment_received").exists()


def test_the_greatest_amount_and_the_earliest_day_are_taken() -> None:
    account = an_account()
    pay(account, 500_000_000)
    pay(account, 1, paid_on=TODAY - timedelta(days=400))
    assert Payment.objects.count() == 2


def test_more_than_is_owed_is_taken_and_lowers_no_other_account() -> None:
    account = an_account()
    an_account(customer=account.customer, total_minor=70_000)
    pay(account, 600_000)
    assert total_owed(account.customer_id) == {"CNY": Money(70_000, "CNY")}


def test_a_payment_is_taken_back_whole_once() -> None:
    account = an_account()
    pay(account, 10_000, "GW-1")
    back = take_back("GW-1")
    assert (back.amount, back.reverses) == (Money(-10_000, "CNY"), "GW-1")
    assert take_back("GW-1") == back
    assert total_owed(account.customer_id) == {"CNY": Money(500_000, "CNY")}
    assert Entry.objects.filter(action="payment_reversed").count() == 1


def test_a_payment_is_taken_back_in_parts_up_to_the_whole() -> None:
    account = an_account()
    pay(account, 10_000, "GW-1")
    for number in (1, 2):
        take_back("GW-1", amount=Money(4_000, "CNY"), reversal_ref=f"back-{number}")
    with pytest.raises(Refused, match="20.00 CNY is left"):
        take_back("GW-1", amount=Money(2_001, "CNY"), reversal_ref="back-3")
    take_back("GW-1", amount=Money(2_000, "CNY"), reversal_ref="back-3")
    assert total_owed(account.customer_id) == {"CNY": Money(500_000, "CNY")}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"payment_ref": "GW-2"}, "no payment GW-2"),
        ({"reversed_on": DAY}, "can't be taken back before"),
        ({"reversed_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"amount": Money(10_001, "CNY")}, "is left"),
        ({"amount": Money(-1, "CNY")}, "more than zero"),
        ({"amount": Money(1, "USD")}, "pay it in CNY"),
        ({"actor": Staff(username="li", role=Role.COLLECTOR)}, "Your role may not"),
    ],
)
def test_what_cannot_be_taken_back_is_refused(changes: dict[str, Any], why: str) -> None:
    pay(an_account(), 10_000, "GW-1")
    with pytest.raises(Refused, match=why):
        take_back(**{"payment_ref": "GW-1"} | changes)
    assert Payment.objects.count() == 1


def test_a_reversal_cannot_be_taken_back() -> None:
    pay(an_account(), 10_000, "GW-1")
    back = take_back("GW-1")
    with pytest.raises(Refused, match="no payment"):
        take_back(back.payment_ref)


def owed_after(account: Any, day: date, total_minor: int) -> Money:
    a_balance(account, day, total_minor=total_minor)
    return total_owed(account.customer_id)["CNY"]


def test_a_payment_that_the_file_names_too_counts_once() -> None:
    account = an_account()
    paid = pay(account, 10_000, "GW-1")
    assert file_arrives(TODAY, ("GW-1", account, TODAY, 10_000)) == 1
    [known] = payments_of(account.customer_id)
    assert (known.id, known.source) == (paid.id, "portal")
    assert owed_after(account, TODAY, 490_000) == Money(490_000, "CNY")
    assert file_arrives(TODAY, ("GW-1", account, TODAY, 10_000)) == 0


def test_a_payment_that_the_file_names_otherwise_counts_once() -> None:
    account = an_account()
    paid = pay(account, 10_000, "GW-1")
    for _ in range(2):
        file_arrives(TODAY, ("CORE-77", account, TODAY + timedelta(days=3), 10_000))
    [known] = payments_of(account.customer_id)
    assert (known.id, known.payment_ref) == (paid.id, "GW-1")
    assert owed_after(account, TODAY, 490_000) == Money(490_000, "CNY")
    entry = Entry.objects.get(action="payment_matched")
    assert (entry.details["file_ref"], entry.details["is_ambiguous"]) == ("CORE-77", False)


@pytest.mark.parametrize(("days", "minor"), [(4, 10_000), (0, 10_001)])
def test_a_payment_of_another_day_or_amount_is_another_one(days: int, minor: int) -> None:
    account = an_account()
    pay(account, 10_000, "GW-1")
    file_arrives(TODAY, ("CORE-77", account, TODAY + timedelta(days=days), minor))
    assert len(payments_of(account.customer_id)) == 2


def test_payments_that_could_be_each_other_are_paired_and_reported() -> None:
    account = an_account()
    pay(account, 10_000, "GW-1")
    pay(account, 10_000, "GW-2", paid_on=DAY)
    file_arrives(TODAY, ("CORE-1", account, TODAY, 10_000))
    entry = Entry.objects.get(action="payment_matched")
    assert entry.details["is_ambiguous"]
    assert (entry.details["payment_ref"], entry.details["file_ref"]) == ("GW-1", "CORE-1")
    assert owed_after(account, TODAY, 490_000) == Money(480_000, "CNY")
    file_arrives(TODAY + timedelta(days=1), ("CORE-2", account, DAY, 10_000))
    assert len(payments_of(account.customer_id)) == 2
    assert owed_after(account, TODAY + timedelta(days=1), 480_000) == Money(480_000, "CNY")


def test_a_payment_no_file_ever_names_is_taken_to_be_in_later_figures() -> None:
    account = an_account()
    pay(account, 10_000, "GW-1")
    assert owed_after(account, TODAY + timedelta(days=4), 490_000) == Money(480_000, "CNY")
    assert owed_after(account, TODAY + timedelta(days=5), 490_000) == Money(490_000, "CNY")
    assert unconfirmed_payments(TODAY + timedelta(days=4)) == []
    [late] = unconfirmed_payments(TODAY + timedelta(days=5))
    assert late.payment_ref == "GW-1"
    file_arrives(TODAY + timedelta(days=6), ("GW-1", account, TODAY, 10_000))
    assert unconfirmed_payments(TODAY + timedelta(days=6)) == []


def test_the_files_word_counts_for_a_payment_of_its_own_number() -> None:
    account = an_account()
    pay(account, 10_000, "GW-1")
    file_arrives(TODAY, ("GW-1", account, DAY, 9_900))
    [known] = payments_of(account.customer_id)
    assert (known.amount, known.paid_on) == (Money(9_900, "CNY"), DAY)
