"""Whatever a system sends, it is told what is wrong, and nothing is half done."""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from fairdue.api.parsing import BYTES_MAX
from fairdue.api.tests.conftest import BASE, System
from fairdue.api.tests.people import AT, a_person
from fairdue.integration.actions.endpoints import add_source
from fairdue.integration.models import Answer
from fairdue.integration.queries.events import suspicions_about
from fairdue.integration.rules import signatures
from fairdue.journal.models import Entry
from fairdue.negotiation.models import Agreement, Promise
from fairdue.people.actors import Console
from fairdue.portfolio.models import Customer, Payment

PAID: dict[str, Any] = {
    "account_ref": "A000001",
    "payment_ref": "gw-1",
    "amount": {"amount": "100.50", "currency": "CNY"},
    "paid_on": "2026-03-10",
}
TERMS: dict[str, Any] = {
    "kind": "short_plan",
    "currency": "CNY",
    "principal": "15000.00",
    "interest": "2451.11",
    "fees": "1451.00",
    "instalments": 3,
    "every": "month",
    "first_due_on": "2026-03-31",
}
SOONER, LATER = "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z"
NIGHT = {"kind": "night_contact", "evidence": "call 12", "begins": "21:00", "ends": "22:00"}
STOP = {"kind": "stop_medium", "channel": "call", "reason": "mail of today"}
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
NOWHERE = ["/payments", "/nothing", "/", "", "//", "/payments/%00", "/PAYMENTS"]


def problem(response: HttpResponse) -> dict[str, Any]:
    assert 400 <= response.status_code < 500, response.content
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(response.content)
    assert told["detail"]
    return told


def nothing_is_done(before: int) -> None:
    """No record, no entry of the journal, no answer kept to be repeated."""
    assert Entry.objects.count() == before
    assert not Payment.objects.filter(payment_ref="gw-1").exists()
    assert not Agreement.objects.exists()
    assert not Promise.objects.exists()
    assert not Answer.objects.exists()


BAD_AMOUNTS = [
    ("-1", "CNY"),
    ("0", "CNY"),
    ("0.00", "CNY"),
    ("9999999999999", "CNY"),
    ("99999999999999999999999999", "CNY"),
    ("1", "USD"),
    ("1", "JPY"),
    ("NaN", "CNY"),
    ("Infinity", "CNY"),
    ("１", "CNY"),
    ("", "CNY"),
    (" 1", "CNY"),
    ("1", "cny"),
    (None, "CNY"),
    (True, "CNY"),
    (10, "CNY"),
]


@pytest.mark.parametrize(("amount", "currency"), BAD_AMOUNTS)
@pytest.mark.parametrize("what", ["payment", "promise", "agreement"])
def test_an_amount_that_can_t_be_changes_nothing(
    system: System, person: Customer, what: str, amount: Any, currency: str
) -> None:
    given = {"amount": amount, "currency": currency}
    terms = TERMS | {"principal": amount, "interest": "0", "fees": "0", "currency": currency}
    calls: dict[str, tuple[str, Any]] = {
        "payment": ("/payments", PAID | {"amount": given}),
        "promise": (f"/customers/{person.pk}/promises", {"amount": given, "due_on": "2026-03-12"}),
        "agreement": (f"/customers/{person.pk}/agreements", {"terms": terms}),
    }
    before = Entry.objects.count()
    problem(system.post(*calls[what]))
    nothing_is_done(before)


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("consents", NIGHT | {"granted_at": LATER, "ends_at": SOONER}),
        (
            "consents",
            {
                "kind": "night_contact",
                "evidence": "x",
                "begins": "21:00",
                "ends": "22:00",
                "granted_at": "2026-03-09T00:00:00Z",
                "ends_at": "2026-03-08T00:00:00Z",
            },
        ),
        ("requests", STOP | {"received_at": LATER, "ends_at": SOONER}),
        ("agreements", {"terms": TERMS | {"first_due_on": "2026-03-09"}}),
        ("agreements", {"terms": TERMS | {"starts_on": "2026-05-01"}}),
        ("promises", {"amount": PAID["amount"], "due_on": "2026-03-09"}),
        ("promises", {"amount": PAID["amount"], "due_on": "2026-02-29"}),
        ("promises", {"amount": PAID["amount"], "due_on": "2026-04-31"}),
    ],
)
def test_what_ends_before_it_begins_changes_nothing(
    system: System, person: Customer, what: str, body: dict[str, Any]
) -> None:
    before = Entry.objects.count()
    problem(system.post(f"/customers/{person.pk}/{what}", body))
    nothing_is_done(before)


def test_instalments_of_month_ends_fall_on_month_ends(system: System, person: Customer) -> None:
    """Also on 29 February 2028: a plan that begins on a 31st never slips into the next month."""
    terms = TERMS | {"kind": "instalment_plan", "instalments": 24}
    made = system.post(f"/customers/{person.pk}/agreements", {"terms": terms})
    assert made.status_code == 201, made.content
    dues = [date.fromisoformat(each["due_on"]) for each in made.json()["instalments"]]
    months = [day.year * 12 + day.month for day in dues]
    assert months == list(range(months[0], months[0] + 24))
    assert {day for day in dues if day.month == 2} == {date(2027, 2, 28), date(2028, 2, 29)}
    cents = [round(float(each["amount"]["amount"]) * 100) for each in made.json()["instalments"]]
    assert sum(cents) == round(float(made.json()["total"]["amount"]) * 100)


def test_a_plan_above_what_can_be_paid_names_the_ceiling(system: System, person: Customer) -> None:
    capacity = {"currency": "CNY", "depth": "quick", "figures": {"low": 80_000, "high": 123_400}}
    assert system.post(f"/customers/{person.pk}/assessments", capacity).status_code == 201
    made = system.post(f"/customers/{person.pk}/agreements", {"terms": TERMS}).json()
    assert made["needs_approval"] is True
    told = problem(
        system.post(f"/agreements/{made['id']}/accept", {"how": "api", "cost_shown": True})
    )
    assert made["ceiling"] == {"amount": "1234.00", "currency": "CNY"}
    assert told["code"] == "refused"
    assert Agreement.objects.get().accepted_at is None


def test_of_two_systems_that_edit_one_agreement_the_later_is_told(
    system: System, person: Customer
) -> None:
    path = f"/customers/{person.pk}/agreements"
    first = system.post(path, {"terms": TERMS}).json()
    seen = {"expected_version": first["version"]}
    second = system.post(path, {"terms": TERMS | {"instalments": 2}} | seen)
    assert second.status_code == 201, second.content
    before = Entry.objects.count()
    problem(system.post(path, {"terms": TERMS | {"instalments": 1}} | seen))
    assert Entry.objects.count() == before
    open_now = [each for each in system.get(path).json()["items"] if each["state"] != "withdrawn"]
    assert [each["terms"]["instalments"] for each in open_now] == [2]


@pytest.mark.django_db(transaction=True)
def test_the_same_message_twenty_times_at_once_counts_once() -> None:
    a_person()
    _source, spelled = add_source(name="gateway", actor=Console(), at=AT)
    body = json.dumps({"type": "payment.received", "data": PAID}).encode()
    headers = signatures.headers(signatures.secret_bytes(spelled), "msg-1", AT, body)
    start, answers = threading.Barrier(20), []

    def tell() -> None:
        start.wait()
        try:
            answers.append(
                Client().post(
                    f"{BASE}/hooks/payments/gateway",
                    body,
                    content_type="application/json",
                    headers=headers,
                )
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=tell) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [answer.status_code for answer in answers] == [200] * 20
    assert len({answer.content for answer in answers}) == 1
    assert Payment.objects.filter(payment_ref="gw-1").count() == 1
    assert Entry.objects.filter(action="payment_received").count() == 1
    assert [(each.cause, each.total) for each in suspicions_about("gateway")] == [("repeated", 19)]


BODIES = [
    b"",
    b"\xff\xfe{}",
    b"\xc3(",
    b'{"account_ref": "\xed\xa0\x80"}',
    b'{"a": ' * 5000 + b"1" + b"}" * 5000,
    b"[" * 5000 + b"]" * 5000,
    b'{"account_ref": "A\\u0000"}',
    b'{"account_ref": "' + b"A" * 100_000 + b'"}',
    b'"text"',
    b"12",
    b"null",
    b'{"account_ref": ["A"], "amount": "1", "paid_on": {}, "payment_ref": false}',
    b"<xml/>",
    b"account_ref=A000001",
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/xml", FORM, PARTS, ""],
)
def test_a_body_that_can_t_be_read_changes_nothing(
    system: System, person: Customer, body: bytes, kind: str
) -> None:
    before = Entry.objects.count()
    problem(post_raw(system, body, kind))
    nothing_is_done(before)


@pytest.mark.parametrize("length", ["99999999999999", str(BYTES_MAX + 1), "-1", "x", "1e3", ""])
def test_a_length_that_can_t_be_changes_nothing(
    system: System, person: Customer, length: str
) -> None:
    before = Entry.objects.count()
    problem(post_raw(system, b"{}", "application/json", CONTENT_LENGTH=length))
    nothing_is_done(before)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options", "trace"])
@pytest.mark.parametrize("path", NOWHERE)
def test_addresses_and_methods_that_are_none_are_problems(
    system: System, method: str, path: str
) -> None:
    response = system.client.generic(method.upper(), BASE + path, headers=bearer(system))
    assert response.status_code in (301, 404, 405)
    if response.status_code != 301:
        assert response["Content-Type"] == "application/problem+json"


def post_raw(system: System, body: bytes, kind: str, **environ: Any) -> HttpResponse:
    """As it comes over the wire, with whatever it claims."""
    return system.client.generic(
        "POST",
        f"{BASE}/payments",
        body,
        content_type=kind,
        headers={"Idempotency-Key": "raw-1"} | bearer(system),
        **environ,
    )


def bearer(system: System) -> dict[str, str]:
    return {"Authorization": f"Bearer {system.token}"}
