"""Handing messages over, and what came of it: each once, whatever is killed in between.

Moments are kept apart, each committed before the next begins: messages are claimed; one is noted as
in hand; it is handed to the carrier, outside any transaction; what came of it is noted, and stored
with that of the others. Only a message that waits is ever claimed. It waits again where it surely
left the house at no time: it was never in hand, or its carrier surely didn't take it. One whose
sender was killed while it was in hand may have left: it is unconfirmed, is named so, and only what
carriers tell of it later settles it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from fairdue import delivery
from fairdue.messaging.actions.changing import Change, change_many
from fairdue.messaging.actions.claiming import KINDS, Claimed, claim, in_hand, waiting
from fairdue.messaging.actions.receipts import take_kept_reports
from fairdue.messaging.actions.storing import Handed, end_lost, store
from fairdue.messaging.models import UNDER_WAY, Message, MessageState

REFERENCE_LENGTH_MAX = 255


def hand_over(carrier: delivery.Carrier, claimed: Claimed) -> tuple[Handed, Exception | None]:
    """Give a claimed message that is in hand to its carrier. Touches no record.

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
    handed: Sequence[Handed],
    *,
    carrier: str,
    channels: Collection[str],
    most: int,
    at: datetime,
    ahead: bool = False,
) -> list[Claimed]:
    """Store what came of the last ones and claim the next, in one transaction.

    Claims up to `most` that wait for this carrier, the oldest first, leaving out what others hold.
    Those whose permit is void meanwhile are withdrawn instead. With `ahead` each is to `begin`
    before it is handed over; else all count as handed over from now on.
    """
    with transaction.atomic():
        store(handed, at)
        mine = waiting(Message.objects.filter(carrier=carrier), at)
        claimed: list[Claimed] = []
        while most and not claimed:
            rows = list(mine.filter(attempt__channel__in=list(channels))[:most])
            if not rows:
                break
            claimed = claim(rows, ahead=ahead, at=at)
        return claimed


def deliver(message_id: int, *, at: datetime) -> MessageState | None:
    """Hand one waiting message over at once and store what came of it; None if it doesn't wait.

    Raises DeliveryError where the carrier didn't answer and the message waits again.
    """
    with transaction.atomic():
        row = waiting(Message.objects.filter(pk=message_id), at).first()
        if row is None:
            return None
        claimed = claim([row], ahead=False, at=at)
    if not claimed:
        return MessageState(row.state)
    [found] = claimed
    way = delivery.way_for(found.ready.kind)
    if way is None:
        handed, error = Handed(message_id, MessageState.NOT_DELIVERED, "refused"), None
    else:
        with closing(way.opened()) as carrier:
            handed, error = hand_over(carrier, found)
    with transaction.atomic():
        store([handed], at)
    if handed.state == MessageState.WAITING and error is not None:
        raise error
    return MessageState(Message.objects.values_list("state", flat=True).get(pk=message_id))


def settle_messages(*, at: datetime) -> dict[str, int]:
    """End what was lost sight of and what waited until its permit was void. Gives how many.

    Takes reports that were kept, too, for when no sender is there to do so.
    """
    take_kept_reports(at=at)
    found = {"unconfirmed": end_lost(at=at), "withdrawn": 0}
    late = Message.objects.filter(
        state=MessageState.WAITING,
        attempt__channel__in=KINDS,  # a letter waits for days and is judged again when gathered
        attempt__permit__expires_at__lte=at,
    ).values_list("pk", flat=True)
    for message_id in late.order_by("pk"):
        with transaction.atomic():
            row = waiting(Message.objects.filter(pk=message_id), at).first()
            if row is not None:
                claim([row], ahead=False, at=at)
                found["withdrawn"] += 1
    return found


def withdraw(messages: Collection[int], *, why: str, actor: str, at: datetime) -> int:
    """Take back those of these messages that have not left; gives how many. `why` is a code.

    One that is in hand is past taking back; one that was only claimed is not.
    """
    with transaction.atomic():
        rows = (
            Message.objects.select_for_update(of=("self",))
            .select_related("attempt")
            .filter(Q(state=MessageState.WAITING) | _CLAIMED, pk__in=messages)
        )
        found = list(rows.order_by("pk"))
        gone = in_hand([row.pk for row in found])  # only now: with the rows locked none comes in
        back = [row for row in found if row.pk not in gone]
        asked = Change(MessageState.WITHDRAWN, problem=why)
        change_many([(row, asked) for row in back], actor=actor, at=at)
        return len(back)


_CLAIMED = Q(state=MessageState.SENDING, attempt__channel__in=list(KINDS))


def withdraw_from(
    customer_id: int, *, channel: str | None = None, why: str, actor: str, at: datetime
) -> int:
    """Take back what still waits to go to a person, by one channel or by any."""
    under_way = Message.objects.filter(customer_id=customer_id, state__in=UNDER_WAY)
    if channel is not None:
        under_way = under_way.filter(attempt__channel=channel)
    return withdraw(list(under_way.values_list("pk", flat=True)), why=why, actor=actor, at=at)
