"""What strangers asked to stop counts for whoever has their number, from when it is filed.

The night asks in the transaction that files numbers, and once more when that has committed; whoever
writes a message asks before its permit. So none leaves for a number that had asked for silence.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection, transaction

from fairdue.kernel.calendars import local_day
from fairdue.messaging.actions.acting import Source
from fairdue.messaging.actions.understanding import (
    ACTOR,
    ASKED,
    IN_DOUBT,
    attempt,
    keep_steps,
    urgency,
    withdraw_waiting,
)
from fairdue.messaging.models import Answer
from fairdue.messaging.queries.policy import read_within, zone
from fairdue.messaging.rules.answers import FOR_ANYONE, Plan, State, Written, heard, plan
from fairdue.people.actors import Answering
from fairdue.vault.sealing import vault

TAKEN_UP = "answer_taken_up"

FILED_SINCE = """
    SELECT answer.id, point.customer_id, min(point.id)
    FROM messaging_unfiledsender AS sender
    JOIN portfolio_contactpoint AS point USING (kind, value_index)
    JOIN messaging_answer AS answer ON answer.inbound_id = sender.inbound_id
    WHERE answer.state <> 'not_counted'
      AND (%(everyone)s OR point.customer_id = ANY(%(customers)s))
      AND NOT EXISTS (
          SELECT 1 FROM messaging_answerstep AS step
          WHERE step.answer_id = answer.id AND step.customer_id = point.customer_id
      )
    GROUP BY answer.id, point.customer_id
    ORDER BY point.customer_id, answer.id
"""


def take_up_stops(*, at: datetime, customers: Collection[int] | None = None) -> int:
    """Do for customers, by default all, what was stopped from a number before it was theirs.

    Gives how many answers were taken up, each for one customer. Nothing else that a stranger wrote
    is done: whose words they were isn't known. An answer that a person has read counts as read.
    """
    with transaction.atomic():
        found = _filed_since(customers)
        return sum(
            _take_up(answer, customer_id, point_id, at=at)
            for answer, points in found.items()
            for customer_id, point_id in points.items()
        )


def _filed_since(customers: Collection[int] | None) -> Mapping[Answer, dict[int, int]]:
    points: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            FILED_SINCE, {"everyone": customers is None, "customers": list(customers or [])}
        )
        for answer_id, customer_id, point_id in cursor.fetchall():
            points[answer_id][customer_id] = point_id
    answers = Answer.objects.select_related("inbound").filter(pk__in=points).order_by("pk")
    return {answer: points[answer.pk] for answer in answers}


def _take_up(answer: Answer, customer_id: int, point_id: int, *, at: datetime) -> bool:
    words, channel = _words(answer), answer.inbound.channel
    doing = _plan(answer, words)
    steps = [step for step in doing.steps if step.does in FOR_ANYONE]
    if not steps:
        return False
    why = IN_DOUBT if doing.state == State.DOUBTFUL else ASKED
    withdraw_waiting(customer_id, steps, channel, why=why, actor=ACTOR, at=at)
    source = Source(
        inbound_id=answer.inbound_id,
        customer_id=customer_id,
        contact_point_id=point_id,
        came_by=channel,
        words=words,
        read_on=local_day(at + read_within(urgency(doing), at), zone()),
    )
    whose = Answering(customer_id)
    tried = [(step, attempt(step, source, staff=whose, at=at)) for step in steps]
    done = [(customer_id, step, made) for step, made in tried if made is not None]
    keep_steps(answer, done, actor=ACTOR, at=at, action=TAKEN_UP)
    return bool(done)


def _plan(answer: Answer, words: str) -> Plan:
    """What follows for somebody who has the number and may not be the one who wrote."""
    is_read = answer.wants_read is not None
    return plan(
        Written(
            wants=tuple(answer.wants_read or () if is_read else answer.wants),
            sure=answer.sure or is_read,
            text=words,
            came_by=answer.inbound.channel,
            named=tuple(answer.channels),
            whose=False,
            read=is_read,
        )
    )


def _words(answer: Answer) -> str:
    said = json.loads(vault().unseal(answer.inbound.words_sealed))
    return heard(said["subject"], said["body"])
