"""Sends what waits for an endpoint, in order of the events; sends again what wasn't taken."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from fairdue.integration.models import Delivery, DeliveryState, Endpoint
from fairdue.integration.posting import Outcome, post
from fairdue.integration.queries.events import message_of
from fairdue.integration.queries.policy import WebhookPolicy, webhook_policy
from fairdue.integration.rules import signatures
from fairdue.integration.rules.events import event_id
from fairdue.integration.rules.retrying import wait_after
from fairdue.journal.actions import record
from fairdue.vault.sealing import vault

LOCK = 0x7765626B
"""First key of the advisory locks that let one process send to an endpoint; the second is its."""
BATCH = 100
FAILURES_IN_A_ROW_MAX = 3
"""Then the rest waits for the next round: an endpoint that is down isn't called a hundred times."""


def send_due(*, endpoint_id: int, at: datetime) -> int:
    """Send what is due to an endpoint; how many were taken.

    Whoever is killed in between leaves what wasn't noted as sent to be sent once more, under the
    same identifier. Does nothing where another process sends to it, or it was stopped.
    """
    endpoint = Endpoint.objects.filter(pk=endpoint_id, is_active=True).first()
    if endpoint is None:
        return 0
    taken = failures = 0
    with _alone(endpoint_id) as alone:
        if not alone:
            return 0
        due = Delivery.objects.filter(
            endpoint=endpoint, state=DeliveryState.WAITING, next_at__lte=at
        ).select_related("event__entry")
        for delivery in due.order_by("event_id", "replay")[:BATCH]:
            outcome = _send(delivery, endpoint, at)
            taken, failures = taken + outcome.taken, 0 if outcome.taken else failures + 1
            if failures >= FAILURES_IN_A_ROW_MAX:
                break
    return taken


def endpoints_due(at: datetime) -> list[int]:
    """Active endpoints for which something is to be sent now."""
    due = Delivery.objects.filter(
        state=DeliveryState.WAITING, next_at__lte=at, endpoint__is_active=True
    )
    return sorted(due.values_list("endpoint_id", flat=True).distinct())


def _send(delivery: Delivery, endpoint: Endpoint, at: datetime) -> Outcome:
    policy = webhook_policy(at)
    body = json.dumps(message_of(delivery.event), ensure_ascii=False).encode()
    outcome = post(
        endpoint.url,
        body,
        {"Content-Type": "application/json", "User-Agent": "fairdue"}
        | _signed(endpoint, event_id(delivery.event_id), body, at),
        within=policy.answer_within,
        private=settings.WEBHOOKS_PRIVATE,
    )
    _note(delivery, endpoint, outcome, policy, at)
    return outcome


def _signed(endpoint: Endpoint, message_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers, signed by the secret and, for a while, by the former one too."""
    headers = signatures.headers(_opened(endpoint.secret_sealed), message_id, at, body)
    former = endpoint.former_secret_sealed
    if former is not None and endpoint.former_until is not None and endpoint.former_until > at:
        also = signatures.sign(_opened(former), message_id, at, body)
        headers[signatures.SIGNATURE_HEADER] += f" {also}"
    return headers


def _note(
    delivery: Delivery, endpoint: Endpoint, outcome: Outcome, policy: WebhookPolicy, at: datetime
) -> None:
    delivery.attempts += 1
    delivery.last_at, delivery.last_status, delivery.last_fault = at, outcome.status, outcome.fault
    with transaction.atomic():
        if outcome.taken:
            delivery.state = DeliveryState.DELIVERED
        elif delivery.attempts >= policy.attempts_max:
            delivery.state = DeliveryState.DEAD
            record(
                actor="webhooks",
                action="webhook_given_up",
                at=at,
                subject=f"system:{endpoint.name}",
                details={"event": event_id(delivery.event_id), "attempts": delivery.attempts},
            )
        else:
            delivery.next_at = at + wait_after(
                delivery.attempts,
                first=policy.first_wait,
                most=policy.wait_max,
                chance=random.random(),
            )
        delivery.save()


def _opened(sealed: bytes | memoryview) -> bytes:
    return signatures.secret_bytes(vault().unseal(sealed))


@contextmanager
def _alone(endpoint_id: int) -> Iterator[bool]:
    """Whether no other process sends to this endpoint. The lock ends with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, endpoint_id])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, endpoint_id])
