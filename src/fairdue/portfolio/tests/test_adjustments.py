"""Waivers and corrections change what is owed, once, by those who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import adjust, waive
from fairdue.portfolio.models import Account, Adjustment
from fairdue.portfolio.queries import explain, total_owed
from fairdue.portfolio.tests.bookkeeping import AT, TODAY, a_balance, an_account

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = Staff(username="lead", role=Role.LEAD)
FIGURES = {"principal_minor": 450_000, "interest_minor": 20_000, "fees_minor": 30_000}


def given(account: Account, minor: int, **changes: Any) -> dict[str, Any]:
    return {
        "account_ref": account.account_ref,
        "adjustment_ref": "W-1",
        "amount": Money(minor, account.currency),
        "component": "fees",
        "effective_on": TODAY,
        "actor": LEAD,
        "at": AT,
    } | changes


def owed(account: Account) -> tuple[int, ...]:
    found = explain(account.pk, TODAY)
    assert found is not None
    assert sum(line.amount_minor for line in found.lines) == found.total_minor
    return tuple(found.components)


def test_a_waiver_takes_off_its_component_once() -> None:
    account = an_account(**FIGURES)
    first = waive(**given(account, 25_000))
    assert waive(**given(account, 25_000)) == first
    assert owed(account) == (450_000, 20_225, 5_000, 0, 0)
    assert total_owed(account.customer_id) == {"CNY": Money(475_000, "CNY")}
    entry = Entry.objects.get(action="balance_waived")
    assert (entry.actor, entry.details["component"]) == ("lead", "fees")


def test_a_waiver_is_taken_back_by_a_correction() -> None:
    account = an_account(**FIGURES)
    waive(**given(account, 25_000))
    adjust(**given(account, 25_000, adjustment_ref="W-1-back"))
    assert owed(account) == (450_000, 20_225, 30_000, 0, 0)
    assert total_owed(account.customer_id) == {"CNY": Money(500_000, "CNY")}


def test_a_correction_below_nothing_is_a_credit_against_the_rest() -> None:
    account = an_account(**FIGURES)
    adjust(**given(account, -40_000))
    assert owed(account) == (450_000, 10_225, 0, 0, 0)


def test_the_issuers_later_figures_have_it_in_them() -> None:
    account = an_account(**FIGURES)
    waive(**given(account, 25_000))
    later = TODAY + timedelta(days=5)
    a_balance(account, later, **FIGURES | {"total_minor": 475_000, "fees_minor": 5_000})
    found = explain(account.pk, later)
    assert found is not None
    assert found.total_minor == 475_000


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount": Money(0, "CNY")}, "more than zero"),
        ({"amount": Money(-5, "CNY")}, "more than zero"),
        ({"amount": Money(5, "USD")}, "in CNY"),
        ({"component": "penalty"}, "no component"),
        ({"effective_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"account_ref": "nobody's"}, "no account"),
        ({"actor": Staff(username="li", role=Role.COLLECTOR)}, "Your role may not"),
        ({"actor": Cardholder(1)}, "Your role may not"),
    ],
)
def test_what_cannot_be_waived_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        waive(**given(an_account(**FIGURES), 100) | changes)
    assert not Adjustment.objects.exists()


def test_a_number_with_other_content_and_a_correction_of_nothing_named_are_refused() -> None:
    account = an_account(**FIGURES)
    waive(**given(account, 100))
    with pytest.raises(Refused, match="other content"):
        waive(**given(account, 101))
    with pytest.raises(Refused, match="Name the component"):
        adjust(**given(account, 100, component=""))


def test_the_database_refuses_one_without_an_entry() -> None:
    account = an_account(**FIGURES)
    known = waive(**given(account, 100))
    with pytest.raises(DatabaseError, match="journal entry"), transaction.atomic():
        Adjustment.objects.filter(pk=known.pk).update(amount_minor=1)
