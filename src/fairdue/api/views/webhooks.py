"""Webhooks set up, stopped, tried and replayed by the system that they go to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from fairdue.api.calls import ApiRequest, reads, writes
from fairdue.api.fields import LINE, Given, Id, Listed, Page
from fairdue.api.problems import not_found
from fairdue.api.views.events import Action
from fairdue.integration.actions.endpoints import add_endpoint, set_endpoint_active
from fairdue.integration.actions.replaying import replay, send_test
from fairdue.integration.queries.events import (
    DeliveryFacts,
    EndpointFacts,
    deliveries,
    endpoints,
)

router = Router(tags=["Webhooks"])

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
Url = Annotated[str, StringConstraints(min_length=8, max_length=500, pattern=LINE)]


class NewWebhook(Given):
    """Where to send which events; none named means all."""

    name: Name
    url: Url
    events: Annotated[list[Action], Field(max_length=40)] = []  # type: ignore[valid-type]


class Span(Given):
    """The first and the last event, by number."""

    first: Id
    last: Id


class WebhookOut(Schema):
    """An endpoint and how it does."""

    name: str
    url: str
    events: list[str]
    is_active: bool
    made_at: datetime
    waiting: int
    delivered: int
    dead: int


class NewWebhookOut(WebhookOut):
    """With its secret, this once."""

    secret: str


class DeliveryOut(Schema):
    """One event on its way."""

    id: int
    event: str
    type: str
    webhook: str
    state: str
    attempts: int
    last_at: datetime | None
    last_status: int | None
    last_fault: str
    next_at: datetime | None


class ReplayedOut(Schema):
    """How many events are sent again."""

    events: int


@reads(router, "/webhooks", scope="webhooks:manage", response=Listed[WebhookOut])
def webhooks(request: ApiRequest) -> Listed[WebhookOut]:
    """Every webhook."""
    return Listed(items=[_webhook(endpoint) for endpoint in endpoints()])


@writes(router, "/webhooks", scope="webhooks:manage", response=NewWebhookOut)
def add(request: ApiRequest, given: NewWebhook) -> NewWebhookOut:
    """Have events sent to an address. The answer holds the secret they are signed with."""
    endpoint, secret = add_endpoint(
        name=given.name,
        url=given.url,
        actions=given.events,
        actor=request.auth.machine,
        at=request.now,
    )
    return NewWebhookOut(**_webhook(_endpoint(endpoint.name)).dict(), secret=secret)


@writes(router, "/webhooks/{name}/stop", scope="webhooks:manage", response=WebhookOut, status=200)
def stop(request: ApiRequest, name: Name) -> WebhookOut:
    """Send nothing more; what happens meanwhile waits."""
    return _set_active(request, name, active=False)


@writes(router, "/webhooks/{name}/resume", scope="webhooks:manage", response=WebhookOut, status=200)
def resume(request: ApiRequest, name: Name) -> WebhookOut:
    """Send again, what waited first."""
    return _set_active(request, name, active=True)


@writes(router, "/webhooks/{name}/test", scope="webhooks:manage", response=WebhookOut, status=202)
def test(request: ApiRequest, name: Name) -> WebhookOut:
    """Send an event of no consequence (`webhook_tested`) within seconds."""
    found = _endpoint(name)
    send_test(endpoint_name=name, actor=request.auth.machine, at=request.now)
    return _webhook(found)


@writes(
    router, "/webhooks/{name}/replay", scope="webhooks:manage", response=ReplayedOut, status=202
)
def send_again(request: ApiRequest, name: Name, given: Span) -> ReplayedOut:
    """Send a span of events once more; each keeps its identifier."""
    _endpoint(name)
    number = replay(
        endpoint_name=name,
        first=given.first,
        last=given.last,
        actor=request.auth.machine,
        at=request.now,
    )
    return ReplayedOut(events=number)


@reads(
    router,
    "/webhooks/{name}/deliveries",
    scope="webhooks:manage",
    response=Listed[DeliveryOut],
)
def sent(request: ApiRequest, name: Name, page: Query[Page]) -> Listed[DeliveryOut]:
    """What was sent and what waits, newest first."""
    _endpoint(name)
    rows = deliveries(endpoint=name, before_id=page.after, limit=page.limit + 1)
    kept = rows[: page.limit]
    return Listed(
        items=[_delivery(row) for row in kept],
        next=str(kept[-1].id) if len(rows) > page.limit else None,
    )


def _set_active(request: ApiRequest, name: str, *, active: bool) -> WebhookOut:
    _endpoint(name)
    set_endpoint_active(name=name, active=active, actor=request.auth.machine, at=request.now)
    return _webhook(_endpoint(name))


def _endpoint(name: str) -> EndpointFacts:
    for endpoint in endpoints():
        if endpoint.name == name:
            return endpoint
    raise not_found()


def _webhook(endpoint: EndpointFacts) -> WebhookOut:
    return WebhookOut(
        name=endpoint.name,
        url=endpoint.url,
        events=list(endpoint.actions),
        is_active=endpoint.is_active,
        made_at=endpoint.made_at,
        waiting=endpoint.waiting,
        delivered=endpoint.delivered,
        dead=endpoint.dead,
    )


def _delivery(row: DeliveryFacts) -> DeliveryOut:
    return DeliveryOut(
        id=row.id,
        event=row.event,
        type=row.action,
        webhook=row.endpoint,
        state=row.state,
        attempts=row.attempts,
        last_at=row.last_at,
        last_status=row.last_status,
        last_fault=row.last_fault,
        next_at=row.next_at,
    )
