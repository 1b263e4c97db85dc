"""Storing what came of messages that were handed over, and naming those lost sight of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import transaction

from fairdue.messaging.actions.changing import Change, change_many
from fairdue.messaging.actions.receipts import by_receipts
from fairdue.messaging.actions.returned import note_dead_address
from fairdue.messaging.models import InHand, Message, MessageState
from fairdue.messaging.queries.policy import handing_policy

ACTOR = "delivery"
HANDED_OVER = timedelta(minutes=10)
"""Handing a message over takes seconds; one that was claimed longer ago was lost sight of."""
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of handing one over."""

    message_id: int
    state: MessageState
    """SENT, UNCONFIRMED, NOT_DELIVERED, or WAITING where it surely wasn't taken."""
    problem: str = ""
    carried_by: str = ""
    references: tuple[str, ...] = ()
    code: str = ""
    """Of a refusal, the other side's own."""
    claim: int = 0
    """Of one that was never handed over: the journal entry of the claim that is given back."""

    @property
    def document(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "state": str(self.state),
            "problem": self.problem,
            "carried_by": self.carried_by,
            "references": list(self.references),
            "code": self.code,
        }

    @classmethod
    def read(cls, message_id: int, document: Mapping[str, Any]) -> Self:
        """From `document`."""
        return cls(
            message_id,
            MessageState(document["state"]),
            document["problem"],
            document["carried_by"],
            tuple(document["references"]),
            document["code"],
        )


def store(handed: Sequence[Handed], at: datetime) -> list[Handed]:
    """What came of some, together with what carriers told of them already. Inside a transaction.

    Gives those that changed anything. What was thought lost and comes back after all may still tell
    that it was sent.
    """
    if not handed:
        return []
    by_id = {each.message_id: each for each in handed}
    rows = Message.objects.select_for_update(of=("self",)).select_related("attempt")
    mine = [
        (row, by_id[row.pk])
        for row in rows.filter(pk__in=by_id).order_by("pk")
        if _concerns(row, by_id[row.pk])
    ]
    for row, each in mine:
        if each.carried_by:
            row.carrier, row.references, row.sent_at = each.carried_by, list(each.references), at
    told = by_receipts([row for row, _ in mine])
    changes = [(row, _change(row, each, told.get(row.pk), at)) for row, each in mine]
    change_many(changes, actor=ACTOR, at=at)
    for row, each in mine:
        if row.state == each.state == MessageState.NOT_DELIVERED:
            note_dead_address(row.attempt, each.code, at=at)
    InHand.objects.filter(pk__in=[row.pk for row, _ in mine]).delete()
    return [each for _, each in mine]


def end_lost(*, at: datetime, carrier: str | None = None) -> int:
    """Settle what was claimed and never heard of again; gives how many may have been sent.

    What was in hand is unconfirmed, unless it was noted what came of it; what was not waits again.
    With `carrier`, all that is being sent by it: for the one process that has just taken it over,
    and knows that nobody else is at work. Without, what was claimed long ago.
    """
    lost = Message.objects.filter(state=MessageState.SENDING)
    lost = (
        lost.filter(claimed_at__lte=at - HANDED_OVER)
        if carrier is None
        else lost.filter(carrier=carrier)
    )
    found: Counter[str] = Counter()
    ids = list(lost.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            found += Counter(each.state for each in _end(ids[first : first + AT_ONCE], at))
    return found[MessageState.UNCONFIRMED]


def _end(messages: Sequence[int], at: datetime) -> list[Handed]:
    rows = Message.objects.select_for_update().order_by("pk")
    claims = dict(
        rows.filter(pk__in=messages, state=MessageState.SENDING).values_list(
            "pk", "journal_entry_id"
        )
    )
    # Only now, with the rows locked: nothing comes in hand any more.
    came = dict(InHand.objects.filter(pk__in=claims).values_list("pk", "came"))
    handed = []
    for message_id, claim in claims.items():
        noted = came.get(message_id)
        if message_id not in came:
            handed.append(Handed(message_id, MessageState.WAITING, claim=claim))
        elif noted is None:
            handed.append(Handed(message_id, MessageState.UNCONFIRMED, "sender_killed"))
        else:
            handed.append(Handed.read(message_id, noted))
    return store(handed, at)


def _concerns(row: Message, handed: Handed) -> bool:
    """Is this still to be told of the message?"""
    if handed.claim:
        return row.state == MessageState.SENDING and row.journal_entry_id == handed.claim
    if row.state == MessageState.UNCONFIRMED:
        return handed.state != MessageState.UNCONFIRMED
    return bool(row.state == MessageState.SENDING)


def _change(row: Message, handed: Handed, told: MessageState | None, at: datetime) -> Change:
    """Sets on the row what goes with its new state."""
    if handed.claim:
        return Change(MessageState.WAITING) if told is None else Change(told)
    row.tries += 1
    if told is not None:
        return Change(told, details=_details(handed))
    if handed.state == MessageState.WAITING:
        row.again_at = at + handing_policy(at).wait
        return Change(MessageState.WAITING)
    return Change(handed.state, problem=handed.problem, details=_details(handed))


def _details(handed: Handed) -> dict[str, str]:
    if not handed.carried_by:
        return {}
    return {"carried_by": handed.carried_by, "reference": " ".join(handed.references)[:1000]}
