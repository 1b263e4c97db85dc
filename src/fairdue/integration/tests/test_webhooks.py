"""What happens is told to those who want to know: in order, signed, until they took it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from croniter import croniter
from django.db import connection, transaction
from procrastinate.contrib.django import app
from pytest_django import Settings

from fairdue.integration.actions import sending
from fairdue.integration.actions.endpoints import (
    add_endpoint,
    change_secret,
    set_endpoint_active,
)
from fairdue.integration.actions.following import follow
from fairdue.integration.actions.replaying import replay, send_test
from fairdue.integration.actions.sending import endpoints_due, send_due
from fairdue.integration.models import Delivery, DeliveryState, Endpoint, Event
from fairdue.integration.posting import Outcome
from fairdue.integration.queries.events import deliveries, events
from fairdue.integration.queries.policy import webhook_policy
from fairdue.integration.rules.events import DETAILS, EVENTS, thin
from fairdue.integration.rules.signatures import secret_bytes, verified
from fairdue.integration.tests.receiver import Receiver, receiving
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Console

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
LATER = timedelta(hours=9)
WHO = Console()


@pytest.fixture(autouse=True)
def own_network(settings: Settings) -> None:
    settings.WEBHOOKS_PRIVATE = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


def added(url: str, *actions: str, name: str = "crm") -> tuple[Endpoint, bytes]:
    endpoint, secret = add_endpoint(name=name, url=url, actions=actions, actor=WHO, at=AT)
    return endpoint, secret_bytes(secret)


def happened(action: str = "promise_recorded", **details: Any) -> Entry:
    with transaction.atomic():
        return record(
            actor="lin", action=action, at=AT, subject="promise:7", customer_id=5, details=details
        )


@pytest.mark.django_db
def test_an_event_arrives_signed_and_thin(receiver: Receiver) -> None:
    endpoint, secret = added(receiver.url)
    happened(amount_minor=1200, currency="CNY", note="张伟 said so", phone="13800000000")
    assert follow(at=AT) == 1
    assert send_due(endpoint_id=endpoint.pk, at=AT) == 1
    ((headers, body),) = receiver.got
    assert verified([secret], headers, body, at=AT, tolerance=timedelta(0)) == headers["webhook-id"]
    (event,) = receiver.bodies
    assert event["type"] == "promise_recorded"
    assert event["data"] == {"amount_minor": 1200, "currency": "CNY"}
    assert (event["customer_id"], event["subject"]) == (5, "promise:7")
    assert event["id"] == headers["webhook-id"]
    assert events() == [event]


@pytest.mark.django_db
def test_what_others_may_not_know_makes_no_event(receiver: Receiver) -> None:
    added(receiver.url)
    happened("personal_data_revealed")
    happened("mark_raised")
    assert follow(at=AT) == 0


def test_why_collection_stopped_is_not_told() -> None:
    assert thin("hold_placed", {"kind": "illness", "since": "2026-03-01"}) == {
        "since": "2026-03-01"
    }
    assert not DETAILS & {"reason", "note", "statement", "name", "phone", "evidence"}
    assert all(text.en and text.zh for text in EVENTS.values())


@pytest.mark.django_db
def test_an_endpoint_gets_the_events_it_wants(receiver: Receiver) -> None:
    endpoint, _ = added(receiver.url, "payment_received")
    happened("promise_recorded")
    happened("payment_received")
    assert follow(at=AT) == 2
    send_due(endpoint_id=endpoint.pk, at=AT)
    assert [event["type"] for event in receiver.bodies] == ["payment_received"]


@pytest.mark.django_db
def test_following_twice_makes_no_event_twice(receiver: Receiver) -> None:
    added(receiver.url)
    happened()
    assert (follow(at=AT), follow(at=AT)) == (1, 0)
    happened()
    assert follow(at=AT) == 1
    assert Event.objects.count() == Delivery.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_not_lost(receiver: Receiver) -> None:
    endpoint, _ = added(receiver.url)
    wrote, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                record(actor="lin", action="dispute_opened", at=AT, subject="dispute:1")
                wrote.set()
                go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    wrote.wait(20)
    happened("promise_recorded")
    assert follow(at=AT) == 1
    go_on.set()
    thread.join(20)
    happened("promise_withdrawn")
    assert follow(at=AT) == 2
    assert follow(at=AT) == 0
    send_due(endpoint_id=endpoint.pk, at=AT)
    assert [event["type"] for event in receiver.bodies] == [
        "promise_recorded",
        "dispute_opened",
        "promise_withdrawn",
    ]


@pytest.mark.django_db
def test_what_was_not_taken_is_sent_again_under_the_same_identifier() -> None:
    with receiving(500, 503, 200) as receiver:
        endpoint, _ = added(receiver.url)
        happened()
        follow(at=AT)
        assert send_due(endpoint_id=endpoint.pk, at=AT) == 0
        delivery = Delivery.objects.get()
        assert (delivery.attempts, delivery.last_status) == (1, 500)
        assert timedelta(seconds=15) <= delivery.next_at - AT <= timedelta(seconds=30)
        assert send_due(endpoint_id=endpoint.pk, at=AT) == 0
        assert len(receiver.got) == 1
        assert send_due(endpoint_id=endpoint.pk, at=AT + LATER) == 0
        assert send_due(endpoint_id=endpoint.pk, at=AT + 2 * LATER) == 1
        assert len(set(receiver.ids)) == 1
        assert deliveries()[0].state == DeliveryState.DELIVERED


@pytest.mark.django_db
def test_after_too_many_failures_it_is_given_up_and_told() -> None:
    most = webhook_policy(AT).attempts_max
    with receiving(500) as receiver:
        endpoint, _ = added(receiver.url)
        happened()
        follow(at=AT)
        for round_number in range(most + 2):
            send_due(endpoint_id=endpoint.pk, at=AT + round_number * LATER)
        assert len(receiver.got) == most
    assert Delivery.objects.get().state == DeliveryState.DEAD
    entry = Entry.objects.get(action="webhook_given_up")
    assert entry.details["attempts"] == most
    assert endpoints_due(AT + 99 * LATER) == []


@pytest.mark.django_db
def test_an_endpoint_that_is_down_is_not_called_for_everything() -> None:
    with receiving(500) as receiver:
        endpoint, _ = added(receiver.url)
        for _ in range(10):
            happened()
        follow(at=AT)
        send_due(endpoint_id=endpoint.pk, at=AT)
        assert len(receiver.got) == sending.FAILURES_IN_A_ROW_MAX


@pytest.mark.django_db
def test_one_killed_in_between_sends_once_more(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the receiver took it and before that was noted."""
    endpoint, _ = added(receiver.url)
    happened()
    follow(at=AT)
    real = sending._note

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sending, "_note", killed)
    with pytest.raises(KeyboardInterrupt):
        send_due(endpoint_id=endpoint.pk, at=AT)
    monkeypatch.setattr(sending, "_note", real)
    assert send_due(endpoint_id=endpoint.pk, at=AT) == 1
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_don_t_send_the_same_at_once() -> None:
    with receiving("slow") as receiver:
        endpoint, _ = added(receiver.url)
        happened()
        follow(at=AT)

        def work() -> None:
            try:
                send_due(endpoint_id=endpoint.pk, at=AT)
            finally:
                connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        while not receiver.got:
            threading.Event().wait(0.01)
        assert send_due(endpoint_id=endpoint.pk, at=AT) == 0
        receiver.let_go.set()
        thread.join(20)
        assert len(receiver.got) == 1


@pytest.mark.django_db
def test_a_stopped_endpoint_gets_what_waited_once_it_is_resumed(receiver: Receiver) -> None:
    endpoint, _ = added(receiver.url)
    set_endpoint_active(name="crm", active=False, actor=WHO, at=AT)
    happened()
    follow(at=AT)
    assert endpoints_due(AT) == []
    assert send_due(endpoint_id=endpoint.pk, at=AT) == 0
    set_endpoint_active(name="crm", active=True, actor=WHO, at=AT)
    assert endpoints_due(AT) == [endpoint.pk]
    assert send_due(endpoint_id=endpoint.pk, at=AT) == 1


@pytest.mark.django_db
def test_a_span_is_replayed_under_the_same_identifiers(receiver: Receiver) -> None:
    endpoint, _ = added(receiver.url)
    for _ in range(3):
        happened()
    follow(at=AT)
    send_due(endpoint_id=endpoint.pk, at=AT)
    first, second, _third = Event.objects.order_by("number").values_list("number", flat=True)
    assert replay(endpoint_name="crm", first=first, last=second, actor=WHO, at=AT) == 2
    send_due(endpoint_id=endpoint.pk, at=AT)
    assert receiver.ids[3:] == receiver.ids[:2]
    assert Entry.objects.get(action="webhook_replayed").details["events"] == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last"), [(5, 1), (1, 10_001), (10**9, 10**9)])
def test_refuses_a_span_that_is_none(receiver: Receiver, first: int, last: int) -> None:
    added(receiver.url)
    with pytest.raises(Refused):
        replay(endpoint_name="crm", first=first, last=last, actor=WHO, at=AT)


@pytest.mark.django_db
def test_both_secrets_sign_while_one_is_being_changed(receiver: Receiver) -> None:
    endpoint, former = added(receiver.url)
    fresh = secret_bytes(change_secret(kind=Endpoint, name="crm", actor=WHO, at=AT))
    happened()
    follow(at=AT)
    send_due(endpoint_id=endpoint.pk, at=AT)
    ((headers, body),) = receiver.got
    for secret in (former, fresh):
        assert verified([secret], headers, body, at=AT, tolerance=timedelta(0))
    happened()
    day_after = AT + timedelta(hours=25)
    follow(at=day_after)
    send_due(endpoint_id=endpoint.pk, at=day_after)
    headers, body = receiver.got[1]
    with pytest.raises(Refused):
        verified([former], headers, body, at=day_after, tolerance=timedelta(0))


@pytest.mark.django_db
def test_a_test_arrives(receiver: Receiver) -> None:
    endpoint, _ = added(receiver.url)
    send_test(endpoint_name="crm", actor=WHO, at=AT)
    follow(at=AT)
    send_due(endpoint_id=endpoint.pk, at=AT)
    assert receiver.bodies[0]["type"] == "webhook_tested"


@pytest.mark.django_db
def test_a_private_address_is_refused_when_it_is_added(settings: Settings) -> None:
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(Refused, match="https"):
        added("http://127.0.0.1:9000/hooks")


@pytest.mark.django_db
def test_a_name_that_came_to_lead_into_our_network_gets_nothing(settings: Settings) -> None:
    settings.WEBHOOKS_PRIVATE = False
    with receiving() as receiver:
        endpoint, _ = added("https://localhost/hooks")
        happened()
        follow(at=AT)
        assert send_due(endpoint_id=endpoint.pk, at=AT) == 0
        assert not receiver.got
    assert Delivery.objects.get().last_fault == Outcome(None, "private_address").fault


def test_the_journal_is_followed_every_few_seconds() -> None:
    """In a cron line of six fields the seconds come last."""
    cron = next(
        task.cron
        for task in app.periodic_registry.periodic_tasks.values()
        if task.task.name == "webhooks.follow"
    )
    runs = croniter(cron, AT)
    first = runs.get_next(datetime)
    assert [runs.get_next(datetime) - first for _ in range(3)] == [
        timedelta(seconds=seconds) for seconds in (10, 20, 30)
    ]
