"""Paying at the test gateway: a real one on a port of its own, its notices, and what they bring."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from fairdue.config.gateway.store import Store
from fairdue.integration.models import Suspicion
from fairdue.integration.rules.signatures import headers, secret_bytes
from fairdue.journal.models import Entry
from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import Clock, SignIn
from fairdue.portfolio.models import Account, Customer, Payment, PaymentIntent, ProviderNotice

pytestmark = pytest.mark.django_db

OWED_MINOR = 1_890_961
"""What each card of `factory` owes by now: the issuer's figure and the interest since."""


@pytest.fixture
def me() -> Customer:
    return factory.a_cardholder(1)


@pytest.fixture
def client(signed_in: SignIn, me: Customer) -> Client:
    return signed_in(me)


def begin(client: Client, **sent: str) -> PaymentIntent:
    given = {"key": "k1", "purpose": "past_due"} | sent
    answer = client.post(reverse("my-pay"), given)
    assert answer.status_code == 302, answer.content.decode()
    reference = answer["Location"].rstrip("/").split("/")[-1]
    return PaymentIntent.objects.get(reference=reference)


def at_the_gateway(intent: PaymentIntent, answer: str = "approved") -> None:
    url = intent.checkout_url
    assert "Pay" in httpx.get(url, trust_env=False).text
    httpx.post(
        url,
        content=urlencode({"answer": answer}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        trust_env=False,
    )


def told(store: Store) -> list[tuple[str, str]]:
    """(notice id, body) of every notice the gateway means to send, in order of their time."""
    with store._open() as database:
        return [tuple(row) for row in database.execute("SELECT id, body FROM notice ORDER BY due")]


def hear(
    settings: LazySettings,
    notice_id: str,
    body: str,
    *,
    clock: Clock,
    seconds_ago: int = 0,
    secret: str = "",
) -> int:
    signed = headers(
        secret_bytes(secret or settings.GATEWAY_SECRET),
        notice_id,
        clock.at - timedelta(seconds=seconds_ago),
        body.encode(),
    )
    answer = Client().post(
        reverse("my-pay-notices"), body, content_type="application/json", headers=signed
    )
    return answer.status_code


def test_what_is_past_due_is_paid_and_noted_once_however_often_it_is_told(
    client: Client, me: Customer, store: Store, settings: LazySettings, clock: Clock
) -> None:
    intent = begin(client)
    at_the_gateway(intent)
    notices = told(store)
    assert len(notices) == 3, "pending, and succeeded twice over"
    for notice_id, body in notices * 2:
        assert hear(settings, notice_id, body, clock=clock) == 204
    paid = Payment.objects.get(account__customer=me)
    assert (paid.amount_minor, paid.currency, paid.source) == (321_450, "CNY", "portal")
    assert ProviderNotice.objects.count() == 2
    page = client.get(reverse("my-payment", args=[intent.reference])).content.decode()
    assert "Paid. Thank you." in page
    assert Entry.objects.filter(action="payment_received", customer_id=me.pk).count() == 1


def test_notices_in_the_wrong_order_end_the_same(
    client: Client, me: Customer, store: Store, settings: LazySettings, clock: Clock
) -> None:
    intent = begin(client)
    at_the_gateway(intent)
    httpx.post(f"{intent.checkout_url}/refund", trust_env=False)
    by_kind = {json.loads(body)["type"]: (notice_id, body) for notice_id, body in told(store)}
    assert hear(settings, *by_kind["payment.refunded"], clock=clock) == 409, "money not come yet"
    assert hear(settings, *by_kind["payment.succeeded"], clock=clock) == 204
    assert hear(settings, *by_kind["payment.pending"], clock=clock) == 204
    assert hear(settings, *by_kind["payment.refunded"], clock=clock) == 204
    intent.refresh_from_db()
    assert intent.state == "refunded"
    amounts = Payment.objects.filter(account__customer=me).values_list("amount_minor", flat=True)
    assert sorted(amounts) == [-321_450, 321_450]


def test_a_declined_payment_can_be_tried_again(
    client: Client, store: Store, settings: LazySettings, clock: Clock
) -> None:
    intent = begin(client)
    at_the_gateway(intent, "declined_funds")
    for notice in told(store):
        hear(settings, *notice, clock=clock)
    page = client.get(reverse("my-payment", args=[intent.reference])).content.decode()
    assert "not enough money" in page
    assert "Try again" in page
    assert "hx-get" not in page
    at_the_gateway(intent)
    back = client.get(reverse("my-payment", args=[intent.reference]), {"back": "1"})
    assert "hx-get" in back.content.decode(), "the notice of the second try is still to come"
    for notice in told(store):
        hear(settings, *notice, clock=clock)
    intent.refresh_from_db()
    assert intent.state == "paid"


def test_forged_old_and_altered_notices_change_nothing(
    client: Client, store: Store, settings: LazySettings, clock: Clock
) -> None:
    intent = begin(client)
    at_the_gateway(intent)
    notice_id, body = told(store)[-1]
    other = "whsec_" + "QUFB" * 11
    altered = body.replace("321450", "1")
    assert hear(settings, notice_id, body, clock=clock, secret=other) == 400
    assert hear(settings, notice_id, body, clock=clock, seconds_ago=3600) == 400
    assert hear(settings, notice_id, altered, clock=clock) == 400
    assert hear(settings, notice_id, body.replace(intent.reference, "f" * 30), clock=clock) == 400
    assert hear(settings, notice_id, "no json", clock=clock) == 400
    assert Client().post(reverse("my-pay-notices"), body, content_type="x/y").status_code == 400
    assert not Payment.objects.filter(source="portal").exists()
    counted = Suspicion.objects.values_list("source", "cause", "total").order_by("cause")
    assert list(counted) == [
        (intent.gateway, "headers", 1),
        (intent.gateway, "no_such_payment", 3),
        (intent.gateway, "signature", 1),
        (intent.gateway, "timestamp", 1),
    ]
    assert Entry.objects.filter(action="message_not_believed").exists()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("0", "in figures"),
        ("-5", "in figures"),
        ("", "in figures"),
        ("1e99", "in figures"),
        ("999999999999", "At most"),
        ("12.345", "digits after the point"),
    ],
)
def test_amounts_that_are_none_are_said_plainly(
    client: Client, store: Store, other: str, said: str
) -> None:
    sent = {"key": "k", "purpose": "other", "other": other, "over": "yes"}
    answer = client.post(reverse("my-pay"), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PaymentIntent.objects.exists()


def test_more_than_is_owed_wants_a_yes(client: Client, store: Store) -> None:
    sent = {"key": "k", "purpose": "other", "other": "20000"}
    answer = client.post(reverse("my-pay"), sent)
    assert answer.status_code == 422
    assert re.search(r"¥1,09\d\.\d\d more than you owe", answer.content.decode())
    assert client.post(reverse("my-pay"), sent | {"over": "yes"}).status_code == 302


def test_a_double_click_begins_one_payment(client: Client, store: Store) -> None:
    assert begin(client) == begin(client)
    sent = {"key": "k1", "purpose": "total"}
    assert client.post(reverse("my-pay"), sent).status_code == 422, "the key was for another one"
    assert PaymentIntent.objects.count() == 1


def test_a_gateway_that_does_not_answer_takes_nothing(
    client: Client, settings: LazySettings, store: Store
) -> None:
    works, settings.GATEWAY_URL = settings.GATEWAY_URL, "http://127.0.0.1:9"
    intent = begin(client)
    address = reverse("my-payment", args=[intent.reference])
    assert "answer right now" in client.get(address).content.decode()
    settings.GATEWAY_URL = works
    client.post(address)
    assert "Pay now" in client.get(address).content.decode()


def test_without_a_gateway_one_is_told_how_else_to_pay(client: Client) -> None:
    assert "set up here" in client.get(reverse("my-pay")).content.decode()
    assert client.post(reverse("my-pay"), {"purpose": "total"}).status_code == 404
    assert Client().post(reverse("my-pay-notices"), "{}", content_type="a/b").status_code == 404


def test_nobody_sees_or_pays_for_somebody_else(
    client: Client, signed_in: SignIn, store: Store
) -> None:
    intent = begin(client)
    other = signed_in(factory.a_cardholder(2))
    for name in ("my-payment", "my-payment-state"):
        assert other.get(reverse(name, args=[intent.reference])).status_code == 404
    sent = {"key": "k", "purpose": "total", "account": str(intent.account_id)}
    assert other.post(reverse("my-pay"), sent).status_code == 404


def test_the_amounts_are_labelled(client: Client, store: Store) -> None:
    page = client.get(reverse("my-pay")).content.decode()
    fields = set(re.findall(r'<input id="(\w+)"', page))
    labels = set(re.findall(r'<label for="(\w+)"', page))
    assert fields <= labels


def test_everything_on_all_cards_is_paid_once_and_noted_on_each_to_the_cent(
    client: Client, me: Customer, store: Store, settings: LazySettings, clock: Clock
) -> None:
    late = factory.an_account(me, 71, past_due_minor=500_001)
    first = me_account(me)
    assert "all-CNY" in client.get(reverse("my-pay")).content.decode()
    intent = begin(client, account="all-CNY", purpose="total")
    assert (intent.account_id, intent.amount_minor) == (late.pk, 2 * OWED_MINOR)
    at_the_gateway(intent)
    httpx.post(f"{intent.checkout_url}/refund", trust_env=False)
    by_kind = {json.loads(body)["type"]: (notice_id, body) for notice_id, body in told(store)}
    for _ in range(2):
        assert hear(settings, *by_kind["payment.succeeded"], clock=clock) == 204
    paid = Payment.objects.filter(account__customer=me).order_by("payment_ref")
    ref = intent.payment_ref
    assert [(each.account_id, each.payment_ref, each.amount_minor) for each in paid] == [
        (late.pk, f"{ref}:1", OWED_MINOR),
        (first.pk, f"{ref}:2", OWED_MINOR),
    ]
    page = client.get(reverse("my-payment", args=[intent.reference])).content.decode()
    assert f"Card ending {first.card_last4}" in page
    assert hear(settings, *by_kind["payment.refunded"], clock=clock) == 204
    amounts = paid.values_list("amount_minor", flat=True)
    assert sum(amounts) == 0
    assert len(amounts) == 4


def test_a_part_goes_where_most_is_past_due_first(
    client: Client, me: Customer, store: Store
) -> None:
    late = factory.an_account(me, 71, past_due_minor=500_001)
    intent = begin(client, account="all-CNY", purpose="other", other="6000")
    parts = intent.parts.order_by("number").values_list("account_id", "amount_minor")
    assert list(parts) == [(late.pk, 500_001), (me_account(me).pk, 99_999)]


def test_cards_of_different_currencies_are_never_paid_together(
    client: Client, me: Customer, store: Store
) -> None:
    factory.an_account(me, 71, currency="USD")
    assert "all-CNY" not in client.get(reverse("my-pay")).content.decode()
    sent = {"key": "k1", "purpose": "total", "account": "all-CNY"}
    assert client.post(reverse("my-pay"), sent).status_code == 404


def me_account(me: Customer) -> Account:
    """The card that the person of these tests begins with."""
    return Account.objects.filter(customer=me).earliest("pk")
