"""What people wrote back, how it was understood, and what came of it. Words stay sealed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Whether
from django.db.models import IntegerField, Prefetch, Q, QuerySet, Value, When

from fairdue.messaging.models import Answer, AnswerState, AnswerStep, InboundMessage
from fairdue.portfolio.models import ContactPoint

UNREAD = (AnswerState.DOUBTFUL, AnswerState.TO_DO, AnswerState.DONE)
"""What nobody has looked at yet."""
WAITING = (AnswerState.DOUBTFUL, AnswerState.TO_DO)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One thing that was done."""

    does: str
    channel: str
    record: str
    customer_id: int
    done_at: datetime
    undone_at: datetime | None
    by_filing: bool
    """Was it done when the number or address became the customer's, after it had written?"""


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """An answer as pages show it."""

    id: int
    inbound_id: int
    customer_id: int | None
    name_masked: str
    customers: int
    channel: str
    sender_masked: str
    taken_at: datetime
    wants: tuple[str, ...]
    wants_read: tuple[str, ...] | None
    channels: tuple[str, ...]
    sure: bool
    marks: tuple[tuple[str, int, int], ...]
    left: tuple[str, ...]
    state: str
    read_by_at: datetime | None
    read_at: datetime | None
    read_by: str
    reason: str
    steps: tuple[StepFacts, ...]

    @property
    def is_waiting(self) -> bool:
        """Must somebody read it?"""
        return self.state in WAITING

    def is_late(self, at: datetime) -> bool:
        """Should somebody have read it by now?"""
        return self.is_waiting and self.read_by_at is not None and self.read_by_at <= at


def answers(
    *,
    states: Collection[str] = (),
    customer_id: int | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[list[AnswerFacts], int]:
    """A page of what came in, what is in doubt first, the newest first; and how many there are."""
    rows = _rows()
    if states:
        rows = rows.filter(state__in=list(states))
    if customer_id is not None:
        mine = Q(inbound__customer_id=customer_id) | Q(
            pk__in=AnswerStep.objects.filter(customer_id=customer_id).values("answer_id")
        )
        rows = rows.filter(mine)
    urgent = Whether(
        When(state=AnswerState.DOUBTFUL, then=Value(0)),
        When(state=AnswerState.TO_DO, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ordered = rows.order_by(urgent, "-inbound__taken_at", "-pk")
    return [_facts(row) for row in ordered[offset : offset + limit]], rows.count()


def answer(answer_id: int) -> AnswerFacts | None:
    """One of them."""
    row = _rows().filter(pk=answer_id).first()
    return _facts(row) if row else None


def answers_waiting() -> dict[str, int]:
    """How many wait for a person, by state."""
    return {state: Answer.objects.filter(state=state).count() for state in WAITING}


def unread_of(customer_id: int) -> int:
    """How many messages of a customer nobody has looked at."""
    rows = Answer.objects.filter(inbound__customer_id=customer_id, state__in=UNREAD)
    return rows.count()


def points_of(inbound: InboundMessage) -> dict[int, int | None]:
    """Every customer who has the number or address that wrote, with their contact point."""
    kind = "email" if inbound.channel == "email" else "phone"
    indexes = {bytes(inbound.sender_index)}
    indexes |= {bytes(each.value_index) for each in inbound.unfiled.all()}
    found = ContactPoint.objects.filter(kind=kind, value_index__in=indexes).order_by("-pk")
    points: dict[int, int | None] = {point.customer_id: point.pk for point in found}
    for step in AnswerStep.objects.filter(answer__inbound=inbound):
        points.setdefault(step.customer_id, None)
    if inbound.customer_id is not None:
        points[inbound.customer_id] = inbound.contact_point_id or points.get(inbound.customer_id)
    return points


def _rows() -> QuerySet[Answer]:
    steps = Prefetch("steps", AnswerStep.objects.order_by("pk"))
    return Answer.objects.select_related("inbound__customer").prefetch_related(steps)


def _facts(row: Answer) -> AnswerFacts:
    inbound = row.inbound
    steps: Sequence[AnswerStep] = list(row.steps.all())
    return AnswerFacts(
        id=row.pk,
        inbound_id=row.inbound_id,
        customer_id=inbound.customer_id,
        name_masked=inbound.customer.name_masked if inbound.customer else "",
        customers=inbound.customers,
        channel=inbound.channel,
        sender_masked=inbound.sender_masked,
        taken_at=inbound.taken_at,
        wants=tuple(row.wants),
        wants_read=None if row.wants_read is None else tuple(row.wants_read),
        channels=tuple(row.channels),
        sure=row.sure,
        marks=tuple((str(want), int(start), int(end)) for want, start, end in row.marks),
        left=tuple(row.left),
        state=row.state,
        read_by_at=row.read_by_at,
        read_at=row.read_at,
        read_by=row.read_by,
        reason=row.reason,
        steps=tuple(
            StepFacts(
                each.does,
                each.channel,
                each.record,
                each.customer_id,
                each.done_at,
                each.undone_at,
                by_filing=not inbound.customers and each.customer_id != inbound.customer_id,
            )
            for each in steps
        ),
    )
