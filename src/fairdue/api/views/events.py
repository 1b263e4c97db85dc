"""The feed of events: the same that webhooks bring, for whoever rather asks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from fairdue.api.calls import ApiRequest, reads
from fairdue.api.fields import ID_MAX, Limit, Listed
from fairdue.integration.queries.events import events
from fairdue.integration.rules.events import EVENTS

router = Router(tags=["Events"])
Action = Literal[tuple(EVENTS)]  # type: ignore[valid-type]
Scalar = str | int | bool | None


class EventOut(Schema):
    """What happened to which record of which customer. Thin: ask for what you need beyond it."""

    id: str
    number: int
    type: str
    at: str
    customer_id: int | None
    subject: str = Field(description="The record, such as promise:12")
    data: dict[str, Any]


class EventPage(Schema):
    """From which event on."""

    after: Annotated[int, Field(ge=0, le=ID_MAX)] = 0
    limit: Limit = 50
    type: Annotated[list[Action], Field(max_length=40)] = []  # type: ignore[valid-type]


@reads(router, "/events", scope="events:read", response=Listed[EventOut])
def feed(request: ApiRequest, page: Query[EventPage]) -> Listed[EventOut]:
    """Events numbered above `after`, in order. Keep `next`, and ask again with it later."""
    found = events(after=page.after, limit=page.limit, actions=page.type)
    last = str(found[-1]["number"]) if found else str(page.after)
    return Listed(items=[EventOut(**event) for event in found], next=last)
