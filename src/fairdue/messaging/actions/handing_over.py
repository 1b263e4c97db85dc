"""Handing messages over, and what came of it: each once, whatever is killed in between.

Three moments are kept apart, each committed before the next begins: a message is claimed; it is
handed to the carrier, outside any transaction; what came of it is stored. Only a message that waits
is ever claimed, and only a carrier that surely didn't take one makes it wait again. One whose
sender was killed between the first and the last may have left: it is unconfirmed, is named so, and
only what carriers tell of it later settles it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from fairdue import delivery
from fairdue.contact.models import Attempt, Channel
from fairdue.messaging.actions.changing import Change, change
from fairdue.messaging.actions.receipts import by_receipts
from fairdue.messaging.actions.returned import note_dead_address
from fairdue.messaging.actions.stop_links import stop_headers
from fairdue.messaging.models import Message, MessageState
from fairdue.messaging.queries.barred import barred_since
from fairdue.messaging.queries.policy import handing_policy
from fairdue.messaging.rules.handing_over import Handing
from fairdue.portfolio.actions import open_for_sending
from fairdue.vault.sealing import vault

ACTOR = "delivery"
KINDS: dict[str, delivery.Kind] = {Channel.EMAIL: "email", Channel.SMS: "sms"}
"""The channels that a machine hands over."""

HANDED_OVER = timedelta(minutes=10)
"""Handing a message over takes seconds; one that was claimed longer ago was lost sight of."""
REFERENCE_LENGTH_MAX = 255


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process alone may hand over now."""

    message_id: int
    ready: delivery.Message


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


def hand_over(carrier: delivery.Carrier, claimed: Claimed) -> tuple[Handed, Exception | None]:
    """Give a claimed message to its carrier. Touches no record.

    The second is what the carrier raised, for whoever looks after it; never lets one through.
    """
    try:
        receipt = carrier.send(claimed.ready)
    except delivery.DeliveryUnknown as error:
        return Handed(claimed.message_id, MessageState.UNCONFIRMED, "line_lost"), error
    except delivery.DeliveryError as error:
        if error.again:
            return Handed(claimed.message_id, MessageState.WAITING, "server_away"), error
        refused = Handed(claimed.message_id, MessageState.NOT_DELIVERED, "refused", code=error.code)
        return refused, error
    except Exception as error:
        # A fault of the carrier's own says nothing about whether the words left.
        return Handed(claimed.message_id, MessageState.UNCONFIRMED, "carrier_failed"), error
    references = tuple(each[:REFERENCE_LENGTH_MAX] for each in receipt.references)
    return Handed(
        claimed.message_id, MessageState.SENT, carried_by=receipt.how, references=references
    ), None


def take_turns(
    handed: Iterable[Handed], *, carrier: str, channels: Collection[str], most: int, at: datetime
) -> list[Claimed]:
    """Store what came of the last ones and claim the next, in one transaction.

    Claims up to `most` that wait for this carrier, the oldest first, leaving out what others hold.
    Those whose permit is void meanwhile are withdrawn instead.
    """
    with transaction.atomic():
        for each in handed:
            _store(each, at)
        waiting = _waiting(Message.objects.filter(carrier=carrier), at)
        policy = handing_policy(at)
        claimed: list[Claimed] = []
        while not claimed:
            rows = list(waiting.filter(attempt__channel__in=list(channels))[:most])
            if not rows:
                break
            found = [_claim_one(row, policy, at) for row in rows]
            claimed = [each for each in found if isinstance(each, Claimed)]
        return claimed


def deliver(message_id: int, *, at: datetime) -> MessageState | None:
    """Hand one waiting message over at once and store what came of it; None if it doesn't wait.

    Raises DeliveryError where the carrier didn't answer and the message waits again.
    """
    policy = handing_policy(at)
    with transaction.atomic():
        row = _waiting(Message.objects.filter(pk=message_id), at).first()
        if row is None:
            return None
        found = _claim_one(row, policy, at)
    if not isinstance(found, Claimed):
        return found
    way = delivery.way_for(found.ready.kind)
    if way is None:
        handed, error = Handed(message_id, MessageState.NOT_DELIVERED, "refused"), None
    else:
        with closing(way.opened()) as carrier:
            handed, error = hand_over(carrier, found)
    with transaction.atomic():
        _store(handed, at)
    if handed.state == MessageState.WAITING and error is not None:
        raise error
    return MessageState(Message.objects.values_list("state", flat=True).get(pk=message_id))


def end_lost(*, at: datetime, carrier: str | None = None) -> int:
    """Name as unconfirmed what was claimed and never heard of again; gives how many.

    With `carrier`, all that is being sent by it: for the one process that has just taken it over,
    and knows that nobody else is at work. Without, what was claimed long ago.
    """
    lost = Message.objects.filter(state=MessageState.SENDING)
    lost = (
        lost.filter(claimed_at__lte=at - HANDED_OVER)
        if carrier is None
        else lost.filter(carrier=carrier)
    )
    number = 0
    for message_id in lost.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            number += _store(Handed(message_id, MessageState.UNCONFIRMED, "sender_killed"), at)
    return number


def settle_messages(*, at: datetime) -> dict[str, int]:
    """End what was lost sight of and what waited until its permit was void. Gives how many."""
    found = {"unconfirmed": end_lost(at=at), "withdrawn": 0}
    late = Message.objects.filter(
        state=MessageState.WAITING,
        attempt__channel__in=KINDS,  # a letter waits for days and is judged again when gathered
        attempt__permit__expires_at__lte=at,
    ).values_list("pk", flat=True)
    for message_id in late.order_by("pk"):
        with transaction.atomic():
            row = _waiting(Message.objects.filter(pk=message_id), at).first()
            if row is not None:
                _claim_one(row, handing_policy(at), at)
                found["withdrawn"] += 1
    return found


def withdraw(messages: Collection[int], *, why: str, actor: str, at: datetime) -> int:
    """Take back those of these messages that still wait; gives how many. `why` is a code.

    One that is being sent is past taking back.
    """
    with transaction.atomic():
        rows = (
            Message.objects.select_for_update(of=("self",))
            .select_related("attempt")
            .filter(pk__in=messages, state=MessageState.WAITING)
        )
        number = 0
        for row in rows.order_by("pk"):
            change(row, Change(MessageState.WITHDRAWN, problem=why), actor=actor, at=at)
            number += 1
    return number


def withdraw_from(
    customer_id: int, *, channel: str | None = None, why: str, actor: str, at: datetime
) -> int:
    """Take back what still waits to go to a person, by one channel or by any."""
    waiting = Message.objects.filter(customer_id=customer_id, state=MessageState.WAITING)
    if channel is not None:
        waiting = waiting.filter(attempt__channel=channel)
    return withdraw(list(waiting.values_list("pk", flat=True)), why=why, actor=actor, at=at)


def _waiting(among: QuerySet[Message], at: datetime) -> QuerySet[Message]:
    """Of these, what may be claimed, the oldest first; locked, leaving out what others hold."""
    return (
        among.select_for_update(of=("self",), skip_locked=True)
        .select_related("attempt__permit")
        .filter(Q(again_at=None) | Q(again_at__lte=at), state=MessageState.WAITING)
        .filter(attempt__channel__in=list(KINDS))
        .order_by("queued_at", "pk")
    )


def _claim_one(row: Message, policy: Handing, at: datetime) -> Claimed | MessageState:
    """The message, ready to go; or what it is instead, where it can't."""
    attempt = row.attempt
    until = attempt.permit.expires_at
    instead: Change | None = None
    if until is None or at >= until:
        instead = Change(MessageState.WITHDRAWN, problem="permit_void")
    elif barred_since(attempt, at):
        instead = Change(MessageState.WITHDRAWN, problem="asked_meanwhile")
    elif row.tries >= policy.tries_max:
        instead = Change(MessageState.NOT_DELIVERED, problem="server_away")
    if instead is not None:
        change(row, instead, actor=ACTOR, at=at)
        return instead.state
    row.claimed_at, row.tries = at, row.tries + 1
    change(row, Change(MessageState.SENDING), actor=ACTOR, at=at)
    said = json.loads(vault().unseal(row.words_sealed))
    ready = delivery.Message(
        KINDS[attempt.channel],
        open_for_sending(attempt.contact_point_id),
        said["subject"],
        said["body"],
        key=row.key,
        headers=_headers(attempt),
    )
    return Claimed(row.pk, ready)


def _store(handed: Handed, at: datetime) -> bool:
    """What came of one, together with what carriers told of it already. Inside a transaction.

    What was thought lost and comes back after all may still tell that it was sent.
    """
    row = (
        Message.objects.select_for_update(of=("self",))
        .select_related("attempt")
        .get(pk=handed.message_id)
    )
    if row.state not in (MessageState.SENDING, MessageState.UNCONFIRMED):
        return False
    if row.state == MessageState.UNCONFIRMED and handed.state == MessageState.UNCONFIRMED:
        return False
    if handed.carried_by:
        row.carrier, row.references, row.sent_at = handed.carried_by, list(handed.references), at
    told = by_receipts(row)
    if told is not None:
        change(row, Change(told, details=_details(handed)), actor=ACTOR, at=at)
    elif handed.state == MessageState.WAITING:
        row.again_at = at + handing_policy(at).wait
        change(row, Change(MessageState.WAITING), actor=ACTOR, at=at)
    else:
        asked = Change(handed.state, problem=handed.problem, details=_details(handed))
        change(row, asked, actor=ACTOR, at=at)
        if handed.state == MessageState.NOT_DELIVERED:
            note_dead_address(row.attempt, handed.code, at=at)
    return True


def _headers(attempt: Attempt) -> dict[str, str]:
    """E-mail says how it is stopped."""
    if attempt.channel != Channel.EMAIL or attempt.contact_point_id is None:
        return {}
    return stop_headers(attempt.contact_point_id)


def _details(handed: Handed) -> dict[str, str]:
    if not handed.carried_by:
        return {}
    return {"carried_by": handed.carried_by, "reference": " ".join(handed.references)[:1000]}
