"""Looks up events, deliveries, and the connections they go to and come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from fairdue.integration.models import Delivery, DeliveryState, Endpoint, Event, Source, Suspicion
from fairdue.integration.rules.events import event_id, message
from fairdue.integration.rules.suspicions import CAUSES


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """Where events are sent, and how that goes."""

    name: str
    url: str
    actions: tuple[str, ...]
    """Which events; none: all of them."""
    is_active: bool
    made_by: str
    made_at: datetime
    waiting: int
    delivered: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """One event on its way to one endpoint."""

    id: int
    event: str
    number: int
    action: str
    endpoint: str
    state: str
    state_name: str
    attempts: int
    last_at: datetime | None
    last_status: int | None
    last_fault: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class SuspicionFacts:
    """How many messages had no effect for one cause of `rules.suspicions.CAUSES`, and when last."""

    cause: str
    total: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Who may tell us of payments, and what of theirs had no effect."""

    name: str
    is_active: bool
    made_by: str
    made_at: datetime
    suspicions: tuple[SuspicionFacts, ...]


def message_of(event: Event) -> dict[str, Any]:
    """What is sent and listed of an event."""
    entry = event.entry
    return message(
        number=event.number,
        action=entry.action,
        at=entry.at,
        subject=entry.subject,
        customer_id=entry.customer_id,
        details=entry.details,
    )


def events(*, after: int = 0, limit: int = 100, actions: Sequence[str] = ()) -> list[Any]:
    """Events with higher numbers than `after`, in order; each as it is sent."""
    found = Event.objects.filter(number__gt=after).select_related("entry").order_by("number")
    if actions:
        found = found.filter(entry__action__in=actions)
    return [message_of(event) for event in found[:limit]]


def endpoints() -> list[EndpointFacts]:
    """Every endpoint, those in use first."""
    tally = Delivery.objects.values_list("endpoint_id", "state").annotate(number=Count("id"))
    counted = {(endpoint, state): number for endpoint, state, number in tally}
    return [
        EndpointFacts(
            row.name,
            row.url,
            tuple(row.actions),
            row.is_active,
            row.made_by,
            row.made_at,
            *(counted.get((row.pk, state), 0) for state in DeliveryState.values),
        )
        for row in Endpoint.objects.order_by("-is_active", "name")
    ]


def sources() -> list[SourceFacts]:
    """Every source, those in use first."""
    rows = Source.objects.order_by("-is_active", "name")
    return [
        SourceFacts(row.name, row.is_active, row.made_by, row.made_at, suspicions_about(row.name))
        for row in rows
    ]


def suspicions_about(source: str) -> tuple[SuspicionFacts, ...]:
    """What of a source's messages had no effect; "" is for those of no source of ours."""
    found = {row.cause: row for row in Suspicion.objects.filter(source=source)}
    return tuple(
        SuspicionFacts(cause, found[cause].total, found[cause].last_at)
        for cause in CAUSES
        if cause in found
    )


def deliveries(
    *,
    endpoint: str = "",
    state: str = "",
    before_id: int | None = None,
    limit: int = 50,
) -> list[DeliveryFacts]:
    """Deliveries, newest first."""
    found = Delivery.objects.select_related("endpoint", "event__entry").order_by("-id")
    if endpoint:
        found = found.filter(endpoint__name=endpoint)
    if state:
        found = found.filter(state=state)
    if before_id is not None:
        found = found.filter(pk__lt=before_id)
    return [_delivery(row) for row in found[:limit]]


def _delivery(row: Delivery) -> DeliveryFacts:
    return DeliveryFacts(
        id=row.pk,
        event=event_id(row.event_id),
        number=row.event_id,
        action=row.event.entry.action,
        endpoint=row.endpoint.name,
        state=row.state,
        state_name=row.get_state_display(),
        attempts=row.attempts,
        last_at=row.last_at,
        last_status=row.last_status,
        last_fault=row.last_fault,
        next_at=row.next_at if row.state == DeliveryState.WAITING else None,
    )
