"""Whatever is sent, the interface answers as it is described, and never fails.

Schemathesis makes requests from the description, good and bad ones, and sends them through the
whole application to PostgreSQL. A short run is part of `make test`, a longer one of
`make test-slow`; both try the same every time.
"""

from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django import Settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from fairdue.api.tests.conftest import BASE, System, granted
from fairdue.api.tests.people import AT, a_person
from fairdue.config.wsgi import application
from fairdue.integration.actions.endpoints import add_endpoint, add_source
from fairdue.integration.rules import signatures
from fairdue.people.actors import Console
from fairdue.portfolio.models import Customer

schema = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", application)
HOOK = f"{BASE}/hooks/payments/{{source}}"

QUICK = settings(
    max_examples=5,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(QUICK, max_examples=30)
"""Some fifty calls share a few minutes."""


AMOUNT = {"amount": "500.00", "currency": "CNY"}
RECORDS: dict[str, tuple[str, dict[str, object]]] = {
    "promise_id": ("/promises", {"amount": AMOUNT, "due_on": "2026-03-12"}),
    "dispute_id": ("/disputes", {"ground": "amount", "statement": "Paid already."}),
    "complaint_id": ("/complaints", {"about": "frequency", "statement": "Too many calls."}),
    "consent_id": (
        "/consents",
        {"kind": "night_contact", "evidence": "call 12", "begins": "21:00", "ends": "22:00"},
    ),
    "request_id": ("/requests", {"kind": "stop_medium", "channel": "call", "reason": "mail"}),
    "agreement_id": (
        "/agreements",
        {
            "terms": {
                "kind": "short_plan",
                "currency": "CNY",
                "principal": "15000.00",
                "interest": "2451.11",
                "fees": "1451.00",
                "instalments": 3,
                "every": "month",
                "first_due_on": "2026-04-01",
            }
        },
    ),
}
"""What paths ask for by number, and how one is made."""


@dataclass
class Office:
    """Something to ask about, and a token to ask with."""

    person: Customer
    token: str
    secret: bytes
    records: dict[str, int] = field(default_factory=dict)

    def number(self, parameter: str) -> int:
        """Of the customer's own record that a path asks for; made when first asked for."""
        if parameter not in self.records:
            path, body = RECORDS[parameter]
            made = System(self.token).post(f"/customers/{self.person.pk}{path}", body)
            keep_connection()
            assert made.status_code == 201, made.content
            self.records[parameter] = made.json()["id"]
        return self.records[parameter]


@pytest.fixture
def office(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    settings.CLOCK = AT.isoformat()
    monkeypatch.setattr("fairdue.config.middleware._STARTED", time.monotonic())
    keep_connection()
    person = a_person()
    add_endpoint(name="crm", url="https://example.org/", actor=Console(), at=AT)
    _source, secret = add_source(name="gateway", actor=Console(), at=AT)
    yield Office(person, granted().token, signatures.secret_bytes(secret))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def keep_connection() -> None:
    """Between requests too: the test's transaction ends with it. Django's client undoes this."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)


def asked(case: schemathesis.Case, office: Office) -> None:
    """Well-formed requests are mostly about someone who exists; others are left as they are."""
    if case.meta is None or case.meta.generation.mode.is_positive:
        about_someone(case, office)
    case.call_and_validate(
        headers={"Authorization": f"Bearer {office.token}"},
        excluded_checks=[positive_data_acceptance],  # what is well formed may still be refused
    )


def about_someone(case: schemathesis.Case, office: Office) -> None:
    chance = random.Random(repr((case.body, case.path_parameters, case.query)))
    parts = case.path_parameters or {}
    if "customer_id" in parts and chance.random() < 0.9:
        parts["customer_id"] = office.person.pk
    for parameter in sorted(parts.keys() & RECORDS.keys()):
        if chance.random() < 0.9:
            parts[parameter] = office.number(parameter)
    if "name" in parts and chance.random() < 0.9:
        parts["name"] = "crm"
    if isinstance(case.body, dict):
        if "account_ref" in case.body and chance.random() < 0.8:
            case.body["account_ref"] = "A000001"
        if "payment_ref" in case.body and chance.random() < 0.4:
            case.body["payment_ref"] = "P000001"
        if "paid_on" in case.body and chance.random() < 0.8:
            case.body["paid_on"] = "2026-03-09"
    if case.headers and "Idempotency-Key" in case.headers and chance.random() < 0.9:
        case.headers["Idempotency-Key"] = uuid.uuid4().hex


@schema.exclude(path=HOOK).parametrize()
@QUICK
def test_no_call_fails(case: schemathesis.Case, office: Office) -> None:
    asked(case, office)


@pytest.mark.slow
@schema.exclude(path=HOOK).parametrize()
@LONG
def test_no_call_fails_in_a_long_run(case: schemathesis.Case, office: Office) -> None:
    asked(case, office)


@schema.include(path=HOOK).parametrize()
@settings(QUICK, max_examples=40)
def test_no_payment_message_fails(case: schemathesis.Case, office: Office) -> None:
    """Signed as the source would, whatever it says."""
    case.path_parameters = {"source": "gateway"}
    if isinstance(case.body, dict) and isinstance(case.body.get("data"), dict):
        case.body["data"] |= {"account_ref": "A000001", "paid_on": "2026-03-09"}
    body = (
        case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
    )
    headers = signatures.headers(office.secret, uuid.uuid4().hex, AT, body)
    answer = Client().post(
        f"{BASE}/hooks/payments/gateway", body, content_type="application/json", headers=headers
    )
    assert answer.status_code in (200, 400, 422), answer.content
