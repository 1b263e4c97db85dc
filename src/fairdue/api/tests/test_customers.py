"""Customers are found by reference, and shown masked."""

from __future__ import annotations

import json

import pytest

from fairdue.api.tests.conftest import System
from fairdue.api.tests.people import ID_NUMBER, NAME, PHONE
from fairdue.portfolio.models import Customer


def test_a_customer_is_found_by_either_reference(system: System, person: Customer) -> None:
    for reference in (person.customer_ref, "A000001"):
        response = system.post("/customers/lookup", {"reference": reference}, key=None)
        assert [found["id"] for found in response.json()["items"]] == [person.pk]


@pytest.mark.parametrize("reference", ["nobody", NAME, PHONE, "C000001 "])
def test_nobody_is_found_by_anything_else(system: System, person: Customer, reference: str) -> None:
    items = system.post("/customers/lookup", {"reference": reference}).json()["items"]
    assert items == [] or reference.strip() == person.customer_ref


def test_what_is_personal_stays_masked(system: System, person: Customer) -> None:
    told = system.get(f"/customers/{person.pk}").json()
    told |= system.get(f"/customers/{person.pk}/accounts").json()
    text = json.dumps(told, ensure_ascii=False)
    for secret in (NAME, PHONE, ID_NUMBER):
        assert secret not in text
    assert told["name_masked"] == person.name_masked


def test_accounts_come_with_their_balances(system: System, person: Customer) -> None:
    (account,) = system.get(f"/customers/{person.pk}/accounts").json()["items"]
    assert account["total"] == {"amount": "18902.11", "currency": "CNY"}
    assert account["past_due"] == {"amount": "3214.50", "currency": "CNY"}


def test_accounts_of_nobody_are_not_found(system: System) -> None:
    assert system.get("/customers/1/accounts").status_code == 404
