"""Looks up how messages stand as a whole, which are unknown, and how their senders are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from fairdue.contact.models import Channel
from fairdue.kernel.text import Text
from fairdue.messaging.models import UNDER_WAY, Message, MessageState, Sender, Template
from fairdue.messaging.rules.letters import notices

ALIVE = timedelta(seconds=30)
"""A sender says so every few seconds; one that was silent longer is not at work."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages of one channel by one carrier are in each state."""

    channel: str
    carrier: str
    by_state: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_state.values())


@dataclass(frozen=True, slots=True)
class Listed:
    """A message without its words, its address masked."""

    id: int
    customer_id: int
    asked_at: datetime
    channel: str
    carrier: str
    template: str
    value_masked: str
    state: str
    problem: str


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """What serves a carrier, and what waits for it."""

    carrier: str
    seen_at: datetime | None
    is_alive: bool
    problem: Text | None
    problem_since_at: datetime | None
    waiting: int


def tallies(first: datetime, after: datetime) -> list[Tally]:
    """Messages asked for from `first` up to `after`, by channel, carrier and state."""
    rows = (
        Message.objects.filter(asked_at__gte=first, asked_at__lt=after)
        .values("attempt__channel", "carrier", "state")
        .annotate(number=Count("pk"))
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        place = found.setdefault((row["attempt__channel"], row["carrier"]), {})
        place[row["state"]] = row["number"]
    return [Tally(*place, by_state) for place, by_state in sorted(found.items())]


def listed(
    first: datetime,
    after: datetime,
    *,
    state: str = "",
    channel: str = "",
    offset: int,
    limit: int,
) -> tuple[list[Listed], int]:
    """Messages asked for in a time, the newest first, and how many there are in all."""
    rows = Message.objects.filter(asked_at__gte=first, asked_at__lt=after)
    if state:
        rows = rows.filter(state=state)
    if channel:
        rows = rows.filter(attempt__channel=channel)
    return _listed(rows.order_by("-asked_at", "-pk")[offset : offset + limit]), rows.count()


def unconfirmed(limit: int) -> tuple[list[Listed], int]:
    """Those of which nobody knows whether they left, the oldest first, whatever their day."""
    rows = Message.objects.filter(state=MessageState.UNCONFIRMED)
    return _listed(rows.order_by("asked_at", "pk")[:limit]), rows.count()


def senders(carriers: Iterable[str], at: datetime) -> list[SenderFacts]:
    """Of these carriers and of any for which a message waits. Letters wait for people instead."""
    waiting = dict(
        Message.objects.filter(state__in=UNDER_WAY)
        .exclude(attempt__channel=Channel.LETTER)
        .values_list("carrier")
        .annotate(number=Count("pk"))
    )
    known = Sender.objects.in_bulk()
    found = []
    for carrier in sorted({*carriers, *waiting} - {""}):
        row = known.get(carrier)
        problem = Text(row.problem["en"], row.problem["zh"]) if row and row.problem else None
        found.append(
            SenderFacts(
                carrier=carrier,
                seen_at=row.seen_at if row else None,
                is_alive=row is not None and at - row.seen_at <= ALIVE,
                problem=problem,
                problem_since_at=row.problem_since_at if row else None,
                waiting=waiting.get(carrier, 0),
            )
        )
    return found


def titles() -> dict[str, Text]:
    """What templates are called, by the name that permits and messages have."""
    rows = Template.objects.order_by("pk")
    return {notices.NOTICE: notices.TITLE, **{row.name: row.title for row in rows}}


def _listed(rows: QuerySet[Message]) -> list[Listed]:
    return [
        Listed(
            id=row.pk,
            customer_id=row.customer_id,
            asked_at=row.asked_at,
            channel=row.attempt.channel,
            carrier=row.carrier,
            template=row.attempt.template,
            value_masked=point.value_masked if (point := row.attempt.contact_point) else "",
            state=row.state,
            problem=row.problem,
        )
        for row in rows.select_related("attempt__contact_point")
    ]
