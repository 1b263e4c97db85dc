"""Claiming messages for the one process that may hand them over, and noting which has its turn.

Many are claimed at once and handed over one by one. Just before each is, it is noted as in hand, in
a statement that commits by itself; so of a claim whose process was killed it is known which may
have left: the one in hand. The others surely haven't, and wait again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg import Cursor

from fairdue import delivery
from fairdue.compliance.queries import facts_versions
from fairdue.contact.models import Attempt, Channel
from fairdue.messaging.actions.changing import Change, change_many
from fairdue.messaging.actions.stop_links import stop_headers
from fairdue.messaging.actions.storing import ACTOR, Handed
from fairdue.messaging.models import InHand, Message, MessageState
from fairdue.messaging.queries.barred import barred_since
from fairdue.messaging.queries.policy import handing_policy
from fairdue.messaging.rules.handing_over import Handing
from fairdue.portfolio.actions import open_many_for_sending
from fairdue.vault.sealing import vault

KINDS: dict[str, delivery.Kind] = {Channel.EMAIL: "email", Channel.SMS: "sms"}
"""The channels that a machine hands over."""

BEGIN = """
WITH mine AS (  -- locked, so that whoever takes it back meanwhile comes before this or sees it
    SELECT id FROM messaging_message
    WHERE id = %(message)s AND state = 'sending' AND journal_entry_id = %(claim)s
    FOR SHARE
), last AS (
    UPDATE messaging_inhand SET came = %(came)s::jsonb WHERE message_id = %(last)s::bigint
)
INSERT INTO messaging_inhand (message_id, begun_at)
SELECT id, %(at)s FROM mine WHERE compliance_facts_version(%(customer)s) = %(version)s
RETURNING message_id
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process alone may hand over now, until its permit is void."""

    message_id: int
    ready: delivery.Message
    customer_id: int
    version: int
    """Of what was on record about the customer when it was found that nothing bars it."""
    until: datetime
    claim: int
    """The journal entry of the claim, which no other claim of the message has."""

    @property
    def not_begun(self) -> Handed:
        """What came of it where it was never handed over."""
        return Handed(self.message_id, MessageState.WAITING, claim=self.claim)


def begin(claimed: Claimed, *, last: Handed | None = None, at: datetime) -> bool:
    """Note that a claimed message is handed over now, and what came of the last one.

    One statement that commits by itself. False where it must not be: its permit is void, something
    about its customer came on record since it was claimed, or somebody took it back.
    """
    if at >= claimed.until:
        return False
    asked = {
        "message": claimed.message_id,
        "claim": claimed.claim,
        "customer": claimed.customer_id,
        "version": claimed.version,
        "at": at,
        "last": last.message_id if last else None,
        "came": json.dumps(last.document) if last else None,
    }
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(BEGIN, asked, prepare=True).fetchone() is not None


def claim(rows: Sequence[Message], *, ahead: bool, at: datetime) -> list[Claimed]:
    """Claim locked messages that wait; those that may not leave any more end instead.

    Unless they are claimed `ahead`, to `begin` each in its turn, all are in hand with the claim.
    """
    policy = handing_policy(at)
    versions = facts_versions({row.customer_id for row in rows})
    changes: list[tuple[Message, Change]] = []
    mine: list[Message] = []
    for row in rows:
        instead = _instead(row, versions[row.customer_id], policy, at)
        if instead is None:
            row.claimed_at = at
            mine.append(row)
        changes.append((row, instead or Change(MessageState.SENDING)))
    change_many(changes, actor=ACTOR, at=at)
    if not ahead:
        InHand.objects.bulk_create(InHand(message=row, begun_at=at) for row in mine)
    return _ready(mine, versions)


def waiting(among: QuerySet[Message], at: datetime) -> QuerySet[Message]:
    """Of these, what may be claimed, the oldest first; locked, leaving out what others hold."""
    return (
        among.select_for_update(of=("self",), skip_locked=True)
        .select_related("attempt__permit")
        .defer("attempt__permit__verdict")
        .filter(Q(again_at=None) | Q(again_at__lte=at), state=MessageState.WAITING)
        .filter(attempt__channel__in=list(KINDS))
        .order_by("queued_at", "pk")
    )


def _instead(row: Message, version: int, policy: Handing, at: datetime) -> Change | None:
    """What a message becomes that can't leave; None where it can."""
    until = row.attempt.permit.expires_at
    if until is None or at >= until:
        return Change(MessageState.WITHDRAWN, problem="permit_void")
    if barred_since(row.attempt, version, at):
        return Change(MessageState.WITHDRAWN, problem="asked_meanwhile")
    if row.tries >= policy.tries_max:
        return Change(MessageState.NOT_DELIVERED, problem="server_away")
    return None


def _ready(rows: Sequence[Message], versions: dict[int, int]) -> list[Claimed]:
    points = {point for row in rows if (point := row.attempt.contact_point_id) is not None}
    to = open_many_for_sending(points)
    found = []
    for row in rows:
        attempt = row.attempt
        said = json.loads(vault().unseal(row.words_sealed))
        assert attempt.contact_point_id is not None, "what is sent goes somewhere"
        assert attempt.permit.expires_at is not None, "a granted permit ends"
        ready = delivery.Message(
            KINDS[attempt.channel],
            to[attempt.contact_point_id],
            said["subject"],
            said["body"],
            key=row.key,
            headers=_headers(attempt),
        )
        found.append(
            Claimed(
                row.pk,
                ready,
                row.customer_id,
                versions[row.customer_id],
                attempt.permit.expires_at,
                row.journal_entry_id,
            )
        )
    return found


def _headers(attempt: Attempt) -> dict[str, str]:
    """E-mail says how it is stopped."""
    if attempt.channel != Channel.EMAIL or attempt.contact_point_id is None:
        return {}
    return stop_headers(attempt.contact_point_id)


def in_hand(messages: Collection[int]) -> set[int]:
    """Which of these are being handed over, or were and have yet to be stored."""
    found = InHand.objects.filter(message__in=messages)
    return set(found.values_list("message_id", flat=True))
