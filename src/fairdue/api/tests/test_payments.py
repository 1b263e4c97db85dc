"""Payments count once, however they are told; a balance is explained with them."""

from __future__ import annotations

from typing import Any

import pytest

from fairdue.api.tests.conftest import System
from fairdue.journal.models import Entry
from fairdue.portfolio.models import Customer, Payment

PAID = {
    "account_ref": "A000001",
    "payment_ref": "gw-1",
    "amount": {"amount": "100.50", "currency": "CNY"},
    "paid_on": "2026-03-10",
}


def owed(system: System, person: Customer) -> dict[str, Any]:
    (balance,) = system.get(f"/customers/{person.pk}/balances", on="2026-03-10").json()["items"]
    return balance  # type: ignore[no-any-return]


def test_a_payment_lowers_what_is_owed(system: System, person: Customer) -> None:
    before = float(owed(system, person)["total"]["amount"])
    made = system.post("/payments", PAID)
    assert made.status_code == 201
    assert made.json()["amount"] == {"amount": "100.50", "currency": "CNY"}
    after = owed(system, person)
    assert round(before - float(after["total"]["amount"]), 2) == 100.50
    assert after["lines"][-1]["total"] == after["total"]
    assert Entry.objects.get(action="payment_received").actor == "api:core-banking"


def test_the_lines_of_a_balance_add_up(system: System, person: Customer) -> None:
    balance = owed(system, person)
    cents = [round(float(line["amount"]["amount"]) * 100) for line in balance["lines"]]
    assert sum(cents) == round(float(balance["total"]["amount"]) * 100)
    assert all(line["text"] for line in balance["lines"])
    chinese = System(system.token, language="zh-CN")
    assert owed(chinese, person)["lines"][0]["text"] != balance["lines"][0]["text"]


def test_the_same_payment_under_another_key_counts_once(system: System, person: Customer) -> None:
    first, again = system.post("/payments", PAID), system.post("/payments", PAID)
    assert first.json() == again.json()
    assert Payment.objects.filter(payment_ref="gw-1").count() == 1
    other = system.post("/payments", PAID | {"paid_on": "2026-03-09"})
    assert (other.status_code, other.json()["code"]) == (422, "refused")


def test_a_payment_is_taken_back_in_part(system: System, person: Customer) -> None:
    system.post("/payments", PAID)
    back = {
        "payment_ref": "gw-1",
        "reversed_on": "2026-03-10",
        "amount": {"amount": "50", "currency": "CNY"},
    }
    made = system.post("/payments/reversals", back)
    assert made.json()["amount"] == {"amount": "-50.00", "currency": "CNY"}
    assert made.json()["reverses"] == "gw-1"
    too_much = back | {"reversal_ref": "r2", "amount": {"amount": "50.51", "currency": "CNY"}}
    assert system.post("/payments/reversals", too_much).status_code == 422


def test_payments_are_paged_newest_first(system: System, person: Customer) -> None:
    system.post("/payments", PAID)
    path = f"/customers/{person.pk}/payments"
    first = system.get(path, limit=1).json()
    assert [row["payment_ref"] for row in first["items"]] == ["gw-1"]
    rest = system.get(path, limit=1, after=first["next"]).json()
    assert [row["payment_ref"] for row in rest["items"]] == ["P000001"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("amount", {"amount": "0.001", "currency": "CNY"}, "body.amount.amount"),
        ("amount", {"amount": "1.5", "currency": "JPY"}, "body.amount"),
        ("amount", {"amount": 1.5, "currency": "CNY"}, "body.amount.amount"),
        ("amount", {"amount": "-1", "currency": "CNY"}, "body.amount.amount"),
        ("amount", {"amount": "1e5", "currency": "CNY"}, "body.amount.amount"),
        ("amount", {"amount": "9" * 14, "currency": "CNY"}, "body.amount.amount"),
        ("amount", {"amount": "1", "currency": "XXX"}, "body.amount.currency"),
        ("paid_on", "2026-02-30", "body.paid_on"),
        ("paid_on", "2026-3-1", "body.paid_on"),
        ("paid_on", "1026-03-01", "body.paid_on"),
        ("paid_on", 20260301, "body.paid_on"),
        ("payment_ref", "a b", "body.payment_ref"),
        ("payment_ref", "a\0", "body.payment_ref"),
        ("account_ref", "\ud800", "body.account_ref"),
        ("account_ref", "A\0", "body.account_ref"),
        ("account_ref", "", "body.account_ref"),
    ],
)
def test_what_can_t_be_is_named(
    system: System, person: Customer, field: str, value: Any, where: str
) -> None:
    told = system.post("/payments", PAID | {field: value}).json()
    assert told["code"] == "invalid"
    assert [error["where"] for error in told["errors"]] == [where]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", {"amount": "0", "currency": "CNY"}),
        ("amount", {"amount": "1", "currency": "USD"}),
        ("amount", {"amount": "9" * 13, "currency": "CNY"}),
        ("paid_on", "2026-03-11"),
        ("paid_on", "1990-01-01"),
        ("account_ref", "nobody"),
    ],
)
def test_what_may_not_be_is_refused_with_reasons(
    system: System, person: Customer, field: str, value: Any
) -> None:
    response = system.post("/payments", PAID | {field: value})
    assert (response.status_code, response.json()["code"]) == (422, "refused")
    assert not Payment.objects.filter(payment_ref="gw-1").exists()


def test_a_payment_larger_than_the_debt_leaves_a_credit(system: System, person: Customer) -> None:
    large = PAID | {"amount": {"amount": "20000", "currency": "CNY"}}
    assert system.post("/payments", large).status_code == 201
    balance = owed(system, person)
    assert balance["total"]["amount"].startswith("-")
    assert float(balance["parts"]["credit"]["amount"]) > 0
