"""Taking what carriers tell of messages: in any order, any number of times."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from fairdue.delivery import Report
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.messaging.actions.changing import Change, change
from fairdue.messaging.actions.returned import note_dead_address
from fairdue.messaging.models import Message, MessageState, Receipt, Told
from fairdue.messaging.rules.receipts import fate

ACTOR = "carriers"
CODE_LENGTH_MAX = 40
MATCHED_AT_ONCE = 200


def take_report(report: Report, *, at: datetime) -> bool:
    """Keep what a carrier told, and let the message be what is known of it now.

    False where the very same was told before. What names no message that we know is kept too, and
    is matched by `match_receipts` once we do. A message that arrived stays delivered.
    """
    same = {
        "carrier": report.carrier,
        "reference": report.reference[:255],
        "key": report.key[:40],
        "state": report.state,
    }
    try:
        with transaction.atomic():
            message = _message_of(report)
            if Receipt.objects.filter(**same).exists():
                return False
            code = re.sub(r"[^0-9A-Za-z._-]+", "-", report.code)[:CODE_LENGTH_MAX]
            receipt = Receipt(
                **same,
                message=message,
                code=code,
                told_at=report.at or at,
                taken_at=at,
            )
            receipt.journal_entry = _enter(receipt, at)
            receipt.save()
            if message is not None:
                _apply(message, receipt, at)
    except IntegrityError:
        if not Receipt.objects.filter(**same).exists():
            raise
        return False  # told twice in the same moment
    return True


def match_receipts(*, at: datetime) -> int:
    """Give receipts that came before their message's reference was stored to their messages.

    Gives how many.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNMATCHED, [MATCHED_AT_ONCE])
        found = cursor.fetchall()
    number = 0
    for receipt_id, message_id in found:
        with transaction.atomic():
            message = _locked().get(pk=message_id)
            receipt = Receipt.objects.select_for_update().get(pk=receipt_id)
            if receipt.message_id is not None:
                continue
            receipt.message = message
            receipt.journal_entry = _enter(receipt, at)
            receipt.save()
            _apply(message, receipt, at)
            number += 1
    return number


UNMATCHED = """
SELECT receipt.id, coalesce(by_key.id, by_reference.id)
FROM messaging_receipt AS receipt
LEFT JOIN messaging_message AS by_key ON receipt.key <> '' AND by_key.key = receipt.key
LEFT JOIN messaging_message AS by_reference
    ON receipt.reference <> ''
    AND by_reference.references @> ARRAY[receipt.reference]::varchar[]
    AND by_reference.carrier = receipt.carrier
WHERE receipt.message_id IS NULL AND (by_key.id IS NOT NULL OR by_reference.id IS NOT NULL)
ORDER BY receipt.id
LIMIT %s
"""


def by_receipts(message: Message) -> MessageState | None:
    """What a message is by what was told of it; None where nothing says anything."""
    told = message.receipts.values_list("reference", "state")
    found = fate(message.references, list(told))
    return None if found is None else MessageState(found)


def _apply(message: Message, receipt: Receipt, at: datetime) -> None:
    """What was just told of a message changes it, and may say that nobody is at its address.

    One that is being sent right now is settled by whoever sends it, with this in view.
    """
    if receipt.state == Told.NOT_DELIVERED:
        note_dead_address(message.attempt, receipt.code, at=at)
    told = by_receipts(message)
    if told is None or message.state in (told, MessageState.SENDING):
        return
    problem = "returned" if told == MessageState.NOT_DELIVERED else ""
    change(message, Change(told, problem=problem), actor=ACTOR, at=at)


def _locked() -> QuerySet[Message]:
    return Message.objects.select_for_update(of=("self",)).select_related("attempt")


def _message_of(report: Report) -> Message | None:
    """By our own key where it came back, else by the carrier's reference."""
    if report.key:
        found = _locked().filter(key=report.key).first()
        if found is not None:
            return found
    if not report.reference:
        return None
    return (
        _locked()
        .filter(carrier=report.carrier, references__contains=[report.reference])
        .order_by("-pk")
        .first()
    )


def _enter(receipt: Receipt, at: datetime) -> Entry:
    message = receipt.message
    return record(
        actor=ACTOR,
        action="receipt_taken",
        at=at,
        subject=f"message:{message.pk}" if message else f"carrier:{receipt.carrier}",
        customer_id=message.customer_id if message else None,
        details={
            "carrier": receipt.carrier,
            "reference": receipt.reference,
            "state": receipt.state,
            "code": receipt.code,
            "told_at": receipt.told_at.isoformat(),
        },
    )
