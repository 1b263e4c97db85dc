"""Administrators give other systems their tokens and secrets, and see what became of events."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.integration.actions.following import follow
from fairdue.integration.actions.recognising import caller_of
from fairdue.integration.actions.suspecting import suspect
from fairdue.integration.models import Delivery, Endpoint, Source
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.people.models import Role
from fairdue.reporting.tests.records import NOON

TOKEN = {"name": "core-banking", "days": "30", "scopes": ["customers:read", "payments:write"]}
HOOK = {"name": "crm", "url": "https://example.org/hooks"}


def test_a_token_is_shown_once_and_revoked(as_role: SignIn) -> None:
    client = as_role(Role.ADMINISTRATOR)
    page = client.post(reverse("token-add"), TOKEN)
    spelled = page.context["secret"]
    assert spelled in page.content.decode()
    assert page.headers["Cache-Control"].find("no-store") >= 0
    caller = caller_of(spelled, NOON)
    assert caller is not None
    assert caller.scopes == set(TOKEN["scopes"])
    overview = client.get(reverse("connections")).content.decode()
    assert spelled not in overview
    assert "core-banking" in overview
    client.post(reverse("token-revoke", args=["core-banking"]))
    assert caller_of(spelled, NOON) is None
    assert Entry.objects.filter(action="token_revoked").exists()


def test_what_a_token_can_t_be_is_said_at_its_field(as_role: SignIn) -> None:
    client = as_role(Role.ADMINISTRATOR)
    for change in ({"name": "Core"}, {"days": "0"}, {"days": "9999"}, {"scopes": []}):
        page = client.post(reverse("token-add"), TOKEN | change)
        assert page.status_code == 422
        assert list(page.context["form"].errors) == list(change)
    client.post(reverse("token-add"), TOKEN)
    assert client.post(reverse("token-add"), TOKEN).status_code == 422


def test_a_webhook_is_added_stopped_tried_and_replayed(as_role: SignIn) -> None:
    client = as_role(Role.ADMINISTRATOR)
    assert client.post(reverse("webhook-add"), HOOK).context["secret"].startswith("whsec_")
    client.post(reverse("connection-active", args=["webhooks", "crm"]), {"active": "0"})
    assert not Endpoint.objects.get().is_active
    client.post(reverse("connection-active", args=["webhooks", "crm"]), {"active": "1"})
    client.post(reverse("webhook-try", args=["crm"]))
    with transaction.atomic():
        record(actor="lin", action="promise_recorded", at=NOON, subject="promise:1")
    follow(at=NOON)
    page = client.get(reverse("webhook-deliveries", args=["crm"])).content.decode()
    assert "webhook_tested" in page
    number = Delivery.objects.order_by("-id").values_list("event_id", flat=True)[0]
    client.post(reverse("webhook-again", args=["crm"]), {"first": number, "last": number})
    assert Delivery.objects.filter(event_id=number).count() == 2
    for wrong in ({}, {"first": "x", "last": "y"}, {"first": "9" * 30, "last": "1"}):
        response = client.post(reverse("webhook-again", args=["crm"]), wrong)
        assert response.status_code == 302
    assert client.get(reverse("webhook-deliveries", args=["nobody"])).status_code == 404


def test_an_address_in_our_own_network_is_refused(as_role: SignIn) -> None:
    client = as_role(Role.ADMINISTRATOR)
    page = client.post(reverse("webhook-add"), HOOK | {"url": "http://10.0.0.1/"})
    assert page.status_code == 422
    assert not Endpoint.objects.exists()


def test_a_source_gets_a_secret_and_another(as_role: SignIn) -> None:
    client = as_role(Role.ADMINISTRATOR)
    first = client.post(reverse("source-add"), {"name": "gateway"}).context["secret"]
    path = reverse("connection-secret", args=["sources", "gateway"])
    second = client.post(path).context["secret"]
    assert first != second
    client.post(reverse("connection-active", args=["sources", "gateway"]), {"active": "0"})
    assert not Source.objects.get().is_active
    assert client.post(reverse("connection-secret", args=["things", "x"])).status_code == 404


def test_messages_without_effect_are_shown_with_their_source(as_role: SignIn) -> None:
    client = as_role(Role.ADMINISTRATOR)
    client.post(reverse("source-add"), {"name": "gateway"})
    assert "Messages to sources" not in client.get(reverse("connections")).content.decode()
    for _ in range(3):
        suspect(source="gateway", cause="timestamp", at=NOON)
    suspect(source="", cause="signature", at=NOON)
    page = client.get(reverse("connections")).content.decode()
    for words in ("too old or too early", "Messages to sources", "wrong signature"):
        assert words in page
