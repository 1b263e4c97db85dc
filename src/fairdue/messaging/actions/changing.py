"""Changing messages' states, with their journal entries and their attempts' outcomes in step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from fairdue.contact.actions import Written, record_written_outcomes
from fairdue.contact.models import Outcome
from fairdue.journal.actions import record_many
from fairdue.journal.models import Entry
from fairdue.messaging.models import Message, MessageState

OUTCOMES: dict[str, Outcome] = {
    MessageState.SENT: Outcome.SENT,
    MessageState.DELIVERED: Outcome.SENT,
    MessageState.NOT_DELIVERED: Outcome.NOT_DELIVERED,
    MessageState.WITHDRAWN: Outcome.NOT_DELIVERED,
    MessageState.UNCONFIRMED: Outcome.UNCONFIRMED,
}
"""What a message's state is to the attempt it was. One under way has no outcome yet."""
ACTIONS: dict[str, str] = {
    MessageState.SENDING: "message_claimed",
    MessageState.WAITING: "message_put_back",
}
"""What the journal calls a change to a state, where that isn't its name."""

STORE = """
UPDATE messaging_message AS message
SET state = new.state, problem = new.problem, carrier = new.carrier,
    "references" = new."references", tries = new.tries, again_at = new.again_at,
    claimed_at = new.claimed_at, sent_at = new.sent_at, journal_entry_id = new.entry
FROM jsonb_to_recordset(%s::jsonb) AS new (
    id bigint, state text, problem text, carrier text, "references" text[], tries smallint,
    again_at timestamptz, claimed_at timestamptz, sent_at timestamptz, entry bigint)
WHERE message.id = new.id
"""
"""All that changes about a message, of many at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """A state, why, and what else the journal is told: identifiers and codes."""

    state: MessageState
    problem: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def change(row: Message, asked: Change, *, actor: str, at: datetime) -> None:
    """Store a locked message in another state, inside the caller's transaction.

    Stores with it whatever the caller set of STORE's columns. `row.attempt` is at hand.
    """
    change_many([(row, asked)], actor=actor, at=at)


def change_many(asked: Sequence[tuple[Message, Change]], *, actor: str, at: datetime) -> None:
    """The same of several messages, each with an entry of its own."""
    if not asked:
        return
    ended: list[tuple[Message, Written]] = []
    others: list[tuple[Message, Entry]] = []
    for row, each in asked:
        outcome = OUTCOMES.get(each.state)
        details = {"message": row.pk, "state": str(each.state), **each.details}
        if each.problem:
            details["problem"] = each.problem
        if outcome is not None and outcome != row.attempt.outcome:
            ended.append((row, Written(row.attempt, outcome, details)))
        else:
            entry = Entry(
                actor=actor,
                action=ACTIONS.get(each.state, f"message_{each.state}"),
                at=at,
                subject=f"message:{row.pk}",
                customer_id=row.customer_id,
                details={"from": row.state, **details},
            )
            others.append((row, entry))
        row.state, row.problem = each.state, each.problem
    entries = record_written_outcomes([each for _, each in ended], actor=actor, at=at)
    for (row, _), entry in zip(ended, entries, strict=True):
        row.journal_entry = entry
    for (row, _), entry in zip(others, record_many([each for _, each in others]), strict=True):
        row.journal_entry = entry
    with connection.cursor() as cursor:
        cursor.execute(STORE, [json.dumps([_stored(row) for row, _ in asked])])


def _stored(row: Message) -> dict[str, Any]:
    return {
        "id": row.pk,
        "state": str(row.state),
        "problem": row.problem,
        "carrier": row.carrier,
        "references": row.references,
        "tries": row.tries,
        "again_at": row.again_at.isoformat() if row.again_at else None,
        "claimed_at": row.claimed_at.isoformat() if row.claimed_at else None,
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "entry": row.journal_entry_id,
    }
