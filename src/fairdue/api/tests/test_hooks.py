"""Payments told by webhook: believed when signed by the source, about now; each counts once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from fairdue.api.tests.conftest import BASE
from fairdue.api.tests.people import AT
from fairdue.integration.actions.endpoints import (
    add_source,
    change_secret,
    set_source_active,
)
from fairdue.integration.models import Source
from fairdue.integration.queries.events import suspicions_about
from fairdue.integration.rules import signatures
from fairdue.journal.models import Entry
from fairdue.people.actors import Console
from fairdue.portfolio.models import Customer, Payment

MESSAGE = {
    "type": "payment.received",
    "data": {
        "account_ref": "A000001",
        "payment_ref": "gw-1",
        "amount": {"amount": "100.50", "currency": "CNY"},
        "paid_on": "2026-03-10",
    },
}


class Gateway:
    """Tells of payments as a bank's gateway does."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def tell(
        self,
        message: Any = MESSAGE,
        *,
        key: str = "msg-1",
        at: datetime = AT,
        to: str = "gateway",
        body: bytes | None = None,
        **headers: str,
    ) -> HttpResponse:
        signed = json.dumps(message).encode()
        given = signatures.headers(self.secret, key, at, signed) | headers
        return Client(headers={"Accept-Language": "en"}).post(
            f"{BASE}/hooks/payments/{to}",
            signed if body is None else body,
            content_type="application/json",
            headers=given,
        )


@pytest.fixture
def gateway(person: Customer) -> Gateway:
    _source, secret = add_source(name="gateway", actor=Console(), at=AT)
    return Gateway(signatures.secret_bytes(secret))


def code(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["code"]


def test_a_signed_payment_is_recorded(gateway: Gateway) -> None:
    response = gateway.tell()
    assert response.status_code == 200, response.content
    assert response.json()["source"] == "webhook"
    assert Entry.objects.get(action="payment_received").actor == "api:gateway"


def test_the_same_message_again_has_one_effect_and_one_answer(gateway: Gateway) -> None:
    first, again = gateway.tell(), gateway.tell(at=AT + timedelta(minutes=2))
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Payment.objects.filter(payment_ref="gw-1").count() == 1


def test_the_same_payment_in_another_message_counts_once(gateway: Gateway) -> None:
    gateway.tell()
    assert gateway.tell(key="msg-2").status_code == 200
    assert Payment.objects.filter(payment_ref="gw-1").count() == 1


def test_a_message_s_identifier_serves_one_message(gateway: Gateway) -> None:
    gateway.tell()
    other = MESSAGE | {"data": {**MESSAGE["data"], "payment_ref": "gw-2"}}  # type: ignore[dict-item]
    assert code(gateway.tell(other)) == (422, "key_reused")
    assert not Payment.objects.filter(payment_ref="gw-2").exists()


def test_a_payment_can_be_told_late_and_taken_back(gateway: Gateway) -> None:
    late = MESSAGE | {"data": {**MESSAGE["data"], "paid_on": "2026-02-20"}}  # type: ignore[dict-item]
    assert gateway.tell(late).json()["paid_on"] == "2026-02-20"
    back = {
        "type": "payment.reversed",
        "data": {"payment_ref": "gw-1", "reversed_on": "2026-03-10"},
    }
    for key in ("msg-2", "msg-3"):
        assert gateway.tell(back, key=key).json()["reverses"] == "gw-1"
    assert Payment.objects.filter(reverses="gw-1").count() == 1


@pytest.mark.parametrize("off", [-301, 400])
def test_an_old_or_early_message_is_not_believed(gateway: Gateway, off: int) -> None:
    assert code(gateway.tell(at=AT + timedelta(seconds=off))) == (401, "signature")


def test_an_altered_message_is_not_believed(gateway: Gateway) -> None:
    altered = json.dumps(MESSAGE).replace("100.50", "900.50").encode()
    assert code(gateway.tell(body=altered)) == (401, "signature")
    assert code(gateway.tell(**{"webhook-id": "msg-9"})) == (401, "signature")
    assert not Payment.objects.filter(payment_ref="gw-1").exists()


def test_nobody_else_is_believed(gateway: Gateway) -> None:
    assert code(Gateway(bytes(32)).tell()) == (401, "signature")
    assert code(Gateway(bytes(64)).tell(to="nobody")) == (401, "signature")
    assert code(gateway.tell(to="nobody")) == (401, "signature")
    assert code(gateway.tell(**{"webhook-signature": ""})) == (401, "signature")


def test_a_stopped_source_is_not_believed(gateway: Gateway) -> None:
    set_source_active(name="gateway", active=False, actor=Console(), at=AT)
    assert code(gateway.tell()) == (401, "signature")


def test_the_former_secret_is_believed_for_a_while(gateway: Gateway, settings: Any) -> None:
    change_secret(kind=Source, name="gateway", actor=Console(), at=AT)
    assert gateway.tell().status_code == 200
    later = AT + timedelta(hours=25)
    settings.CLOCK = later.isoformat()
    assert code(gateway.tell(key="msg-2", at=later)) == (401, "signature")


@pytest.mark.parametrize(
    "message", [None, [], {}, {"type": "payment.lost"}, {"type": "payment.received"}, "x"]
)
def test_a_message_that_says_nothing_is_refused(gateway: Gateway, message: Any) -> None:
    assert code(gateway.tell(message)) == (422, "invalid")


def test_a_refused_message_is_mended_under_its_identifier(gateway: Gateway) -> None:
    wrong = MESSAGE | {"data": {**MESSAGE["data"], "account_ref": "nobody"}}  # type: ignore[dict-item]
    assert code(gateway.tell(wrong)) == (422, "refused")
    assert gateway.tell().status_code == 200


def suspicions(source: str = "gateway") -> dict[str, int]:
    return {each.cause: each.total for each in suspicions_about(source)}


def test_messages_that_are_not_believed_are_counted_and_journalled(gateway: Gateway) -> None:
    gateway.tell(**{"webhook-signature": "v1,x"})
    gateway.tell(**{"webhook-signature": ""})
    gateway.tell(at=AT - timedelta(hours=1))
    Gateway(bytes(64)).tell(to="nobody")
    assert suspicions() == {"signature": 1, "timestamp": 1, "headers": 1}
    assert suspicions("nobody") == {}  # whoever calls doesn't choose what we keep
    assert suspicions("") == {"signature": 1}
    entries = Entry.objects.filter(action="message_not_believed")
    assert set(entries.values_list("subject", flat=True)) == {"system:gateway", ""}


def test_repeated_messages_and_identifiers_are_counted(gateway: Gateway) -> None:
    gateway.tell()
    assert suspicions() == {}
    gateway.tell()
    gateway.tell(MESSAGE | {"type": "payment.reversed"})
    assert suspicions() == {"other_message": 1, "repeated": 1}


def test_a_stopped_source_that_goes_on_is_counted_as_such(gateway: Gateway) -> None:
    set_source_active(name="gateway", active=False, actor=Console(), at=AT)
    assert code(gateway.tell()) == (401, "signature")
    assert suspicions() == {"stopped": 1}


def test_a_flood_of_messages_leaves_one_entry(gateway: Gateway) -> None:
    for number in range(30):
        gateway.tell(key=f"msg-{number}", **{"webhook-signature": "v1,x"})
    assert suspicions() == {"signature": 30}
    entries = Entry.objects.filter(action="message_not_believed").count()
    assert entries in (1, 2)  # two where a minute began in between
