"""A connected system sets up its webhooks, and reads events without any."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from fairdue.api.tests.conftest import System
from fairdue.integration.actions.following import follow
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.portfolio.models import Customer

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
HOOK = {"name": "crm", "url": "https://example.org/hooks", "events": ["promise_recorded"]}


def happened(customer: Customer, times: int = 1) -> None:
    for _ in range(times):
        with transaction.atomic():
            record(
                actor="lin",
                action="promise_recorded",
                at=AT,
                subject="promise:1",
                customer_id=customer.pk,
                details={"amount_minor": 1200, "currency": "CNY"},
            )
    follow(at=AT)


def test_a_webhook_is_set_up_and_its_secret_shown_once(system: System) -> None:
    made = system.post("/webhooks", HOOK).json()
    assert made["secret"].startswith("whsec_")
    (listed,) = system.get("/webhooks").json()["items"]
    assert "secret" not in listed
    assert listed["events"] == ["promise_recorded"]
    assert Entry.objects.get(action="webhook_added").actor == "api:core-banking"


def test_a_webhook_is_stopped_and_resumed(system: System) -> None:
    system.post("/webhooks", HOOK)
    assert system.post("/webhooks/crm/stop").json()["is_active"] is False
    assert system.post("/webhooks/crm/resume").json()["is_active"] is True
    assert system.post("/webhooks/nobody/stop").status_code == 404


def test_events_are_read_in_order_without_a_webhook(system: System, person: Customer) -> None:
    happened(person, 3)
    first = system.get("/events", limit=2).json()
    assert [event["type"] for event in first["items"]] == ["promise_recorded"] * 2
    assert first["items"][0]["customer_id"] == person.pk
    assert first["items"][0]["data"] == {"amount_minor": 1200, "currency": "CNY"}
    rest = system.get("/events", after=first["next"]).json()
    assert len(rest["items"]) == 1
    assert system.get("/events", after=rest["next"]).json() == {"items": [], "next": rest["next"]}
    assert system.get("/events", type="dispute_opened").json()["items"] == []
    assert system.get("/events", type="nothing").status_code == 422


def test_deliveries_are_listed_and_replayed(system: System, person: Customer) -> None:
    system.post("/webhooks", HOOK)
    happened(person, 3)
    page = system.get("/webhooks/crm/deliveries", limit=2).json()
    assert [row["state"] for row in page["items"]] == ["waiting"] * 2
    rest = system.get("/webhooks/crm/deliveries", limit=2, after=page["next"]).json()
    assert len(rest["items"]) == 1
    assert rest["next"] is None
    number = system.get("/events").json()["items"][0]["number"]
    again = system.post("/webhooks/crm/replay", {"first": number, "last": number + 1})
    assert (again.status_code, again.json()) == (202, {"events": 2})
    assert system.post("/webhooks/crm/replay", {"first": 2, "last": 1}).status_code == 422


def test_a_webhook_is_tried(system: System) -> None:
    system.post("/webhooks", HOOK)
    assert system.post("/webhooks/crm/test").status_code == 202
    assert Entry.objects.filter(action="webhook_tested").exists()
