"""Sends events again, because someone asks: one, or a span of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from fairdue.integration.models import Delivery, Endpoint, Event
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require

EVENTS_MAX = 10_000
"""At once; a longer span is asked for in parts."""


def replay(*, endpoint_name: str, first: int, last: int, actor: Actor, at: datetime) -> int:
    """Send the events numbered `first` to `last` to an endpoint once more; how many.

    Those it doesn't want are left out; it knows each by its identifier. Raises Refused where there
    is no such endpoint or event, for too long a span, and for a role that may not.
    """
    require(actor, "manage_webhooks")
    if not 0 < last - first + 1 <= EVENTS_MAX:
        raise Refused(
            Text(
                f"Name a first and a last event, at most {EVENTS_MAX} in all.",
                f"请填写首尾事件编号，一次最多{EVENTS_MAX}个。",
            )
        )
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().filter(name=endpoint_name).first()
        if endpoint is None:
            raise Refused(Text("There is no such webhook.", "没有这个事件通知。"))
        wanted = Event.objects.filter(number__gte=first, number__lte=last)
        if endpoint.actions:
            wanted = wanted.filter(entry__action__in=endpoint.actions)
        numbers = list(wanted.order_by("number").values_list("number", flat=True))
        if not numbers:
            raise Refused(
                Text("There is no event of that number for it.", "该范围内没有可发送的事件。")
            )
        record(
            actor=actor.username,
            action="webhook_replayed",
            at=at,
            subject=f"system:{endpoint_name}",
            details={"first_event": numbers[0], "last_event": numbers[-1], "events": len(numbers)},
        )
        sent = dict(
            Delivery.objects.filter(endpoint=endpoint, event_id__in=numbers)
            .values_list("event_id")
            .annotate(times=Max("replay"))
        )
        Delivery.objects.bulk_create(
            Delivery(
                event_id=number,
                endpoint=endpoint,
                replay=sent[number] + 1 if number in sent else 0,
                next_at=at,
            )
            for number in numbers
        )
    return len(numbers)


def send_test(*, endpoint_name: str, actor: Actor, at: datetime) -> None:
    """Make an event of no consequence, so that one sees whether an endpoint takes it."""
    require(actor, "manage_webhooks")
    with transaction.atomic():
        if not Endpoint.objects.filter(name=endpoint_name).exists():
            raise Refused(Text("There is no such webhook.", "没有这个事件通知。"))
        record(
            actor=actor.username,
            action="webhook_tested",
            at=at,
            subject=f"system:{endpoint_name}",
        )
