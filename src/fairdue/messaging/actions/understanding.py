"""What somebody wrote is understood and acted on in the transaction that keeps it.

Messages are locked before anything else, in the order in which their sender locks things too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fairdue.compliance import queries as compliance
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions.acting import Source, perform
from fairdue.messaging.actions.claiming import KINDS
from fairdue.messaging.actions.handing_over import withdraw_from
from fairdue.messaging.models import Answer, AnswerStep, InboundMessage
from fairdue.messaging.queries.policy import read_within, zone
from fairdue.messaging.rules.answers import (
    FOR_ANYONE,
    Left,
    Plan,
    State,
    Step,
    Written,
    heard,
    plan,
    takes_back,
)
from fairdue.people.actors import Actor, Answering
from fairdue.wording import Mark, read_answer

ACTOR = "inbound"
ASKED, IN_DOUBT = "opted_out", "in_doubt"
"""Why a message that waited was taken back."""
OPEN = frozenset({State.DOUBTFUL, State.TO_DO})


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood, what follows, and for whom."""

    written: Written
    plan: Plan
    marks: tuple[Mark, ...]
    points: Mapping[int, int | None]
    """Every customer whom it may be from, and the number or address that it came from."""
    whose: int | None
    """The one whom it is from, where that is known."""


def understand(
    row: InboundMessage, subject: str, body: str, points: Mapping[int, int | None], *, at: datetime
) -> Understanding:
    """What an inbound message says and what follows from it. Changes nothing."""
    text = heard(subject, body)
    found = read_answer(text)
    written = Written(
        wants=found.wants,
        sure=found.sure,
        text=text,
        came_by=row.channel,
        named=found.named,
        customers=len(points),
        whose=row.customer_id is not None,
        refusal_ceases=refusal_ceases(row.customer_id, at),
    )
    return Understanding(written, plan(written), found.marks, points, row.customer_id)


def refusal_ceases(customer_id: int | None, at: datetime) -> bool:
    """In the United States a written refusal to pay ends contact: 12 CFR 1006.6(c)(1)(i)."""
    if customer_id is None:
        return False
    return compliance.law_of(customer_id, local_day(at, zone())) == "US"


def take_back(understanding: Understanding, *, at: datetime) -> None:
    """Let nothing that waits leave where it was asked not to, or where that is in doubt."""
    doubtful = understanding.plan.state == State.DOUBTFUL
    for customer_id in sorted(understanding.points):
        steps = for_customer(understanding.plan.steps, understanding, customer_id)
        withdraw_waiting(
            customer_id, steps, understanding.written.came_by,
            why=IN_DOUBT if doubtful else ASKED, actor=ACTOR, at=at,
        )  # fmt: skip


def withdraw_waiting(
    customer_id: int, steps: Sequence[Step], came_by: str, *, why: str, actor: str, at: datetime
) -> None:
    """Take back what a machine would still hand over; letters are judged again when gathered."""
    channels = takes_back(steps, came_by)
    for channel in KINDS:
        if channels is None or channel in channels:
            withdraw_from(customer_id, channel=channel, why=why, actor=actor, at=at)


def act(understanding: Understanding, row: InboundMessage, *, at: datetime) -> Answer:
    """Keep what was understood and do what follows, inside the caller's transaction."""
    doing = understanding.plan
    left = list(doing.left)
    done: list[tuple[int, Step, str]] = []
    for customer_id in sorted(understanding.points):
        source = source_of(row, understanding, customer_id, doing, at)
        for step in for_customer(doing.steps, understanding, customer_id):
            reference = attempt(step, source, staff=Answering(customer_id), at=at)
            if reference is None:
                left.insert(0, Left.READ)
            else:
                done.append((customer_id, step, reference))
    left = list(dict.fromkeys(left))
    state = State.TO_DO if left and doing.state == State.DONE else doing.state
    answer = Answer.objects.create(
        inbound=row,
        wants=list(understanding.written.wants),
        channels=list(understanding.written.named),
        sure=understanding.written.sure,
        marks=[[mark.want, mark.start, mark.end] for mark in understanding.marks],
        left=left,
        state=state,
        read_by_at=at + read_within(urgency(doing), at) if state in OPEN else None,
        journal_entry=record(
            actor=ACTOR,
            action="answer_understood",
            at=at,
            subject=f"inbound:{row.pk}",
            customer_id=row.customer_id,
            details={
                "wants": list(understanding.written.wants),
                "sure": understanding.written.sure,
                "state": str(state),
                "left": [str(each) for each in left],
            },
        ),
    )
    keep_steps(answer, done, actor=ACTOR, at=at)
    take_back(understanding, at=at)  # what was put in line between the first time and the records
    return answer


def attempt(step: Step, source: Source, *, staff: Actor, at: datetime) -> str | None:
    """The record that a step brought; None where it was refused, so that a person looks at it."""
    try:
        with transaction.atomic():
            return perform(step, source, staff=staff, at=at)
    except Refused:
        return None


def for_customer(
    steps: Sequence[Step], understanding: Understanding, customer_id: int
) -> tuple[Step, ...]:
    """All of them for the one who wrote; what stops, for everyone who has the number too."""
    if customer_id == understanding.whose:
        return tuple(steps)
    return tuple(step for step in steps if step.does in FOR_ANYONE)


def source_of(
    row: InboundMessage, found: Understanding, customer_id: int, doing: Plan, at: datetime
) -> Source:
    """Where records about a customer say that they come from."""
    return Source(
        inbound_id=row.pk,
        customer_id=customer_id,
        contact_point_id=found.points[customer_id],
        came_by=row.channel,
        words=found.written.text,
        read_on=local_day(at + read_within(urgency(doing), at), zone()),
    )


def urgency(doing: Plan) -> str:
    """Which of the policy's deadlines it has."""
    if Left.CARE in doing.left:
        return "care"
    return "doubtful" if doing.state == State.DOUBTFUL else "to_do"


def keep_steps(
    answer: Answer,
    done: Sequence[tuple[int, Step, str]],
    *,
    actor: str,
    at: datetime,
    action: str = "answer_acted_on",
) -> None:
    """Note what an answer brought, under one entry for each customer."""
    for customer_id in dict.fromkeys(whose for whose, _step, _record in done):
        mine = [(step, ref) for whose, step, ref in done if whose == customer_id]
        entry = record(
            actor=actor,
            action=action,
            at=at,
            subject=f"inbound:{answer.inbound_id}",
            customer_id=customer_id,
            details={
                "does": [str(step.does) for step, _ in mine],
                "channels": [step.channel for step, _ in mine],
                "records": [ref for _, ref in mine],
            },
        )
        for step, ref in mine:
            AnswerStep.objects.create(
                answer=answer,
                customer_id=customer_id,
                does=step.does,
                channel=step.channel,
                record=ref,
                done_at=at,
                journal_entry=entry,
            )
