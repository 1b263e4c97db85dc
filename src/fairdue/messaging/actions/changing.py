"""Changing a message's state, with its journal entry and its attempt's outcome in step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairdue.contact.actions import record_written_outcome
from fairdue.contact.models import Outcome
from fairdue.journal.actions import record
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


@dataclass(frozen=True, slots=True)
class Change:
    """A state, why, and what else the journal is told: identifiers and codes."""

    state: MessageState
    problem: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def change(row: Message, asked: Change, *, actor: str, at: datetime) -> None:
    """Store a locked message in another state, inside the caller's transaction.

    Saves the whole row, with whatever the caller set on it. `row.attempt` is at hand.
    """
    before = row.state
    row.state, row.problem = asked.state, asked.problem
    outcome = OUTCOMES.get(asked.state)
    details = {"message": row.pk, "state": str(asked.state), **asked.details}
    if asked.problem:
        details["problem"] = asked.problem
    if outcome is not None and outcome != row.attempt.outcome:
        row.journal_entry = record_written_outcome(
            row.attempt, outcome, actor=actor, at=at, details=details
        )
    else:
        row.journal_entry = record(
            actor=actor,
            action=ACTIONS.get(asked.state, f"message_{asked.state}"),
            at=at,
            subject=f"message:{row.pk}",
            customer_id=row.customer_id,
            details={"from": before, **details},
        )
    row.save()
