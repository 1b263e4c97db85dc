"""Taking what people write to us: kept sealed, once, given to the person it is from, acted on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from fairdue.contact.models import Channel
from fairdue.contact.rules.verdict import POINT_KIND
from fairdue.delivery import Inbound
from fairdue.journal.actions import record
from fairdue.messaging.actions.understanding import Understanding, act, take_back, understand
from fairdue.messaging.models import InboundMessage, Message, UnfiledSender
from fairdue.messaging.rules.spellings import spellings
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.masking import mask_email, mask_phone
from fairdue.vault.sealing import vault

ACTOR = "carriers"
CHANNELS: dict[str, Channel] = {"sms": Channel.SMS, "email": Channel.EMAIL}


def take_inbound(inbound: Inbound, *, at: datetime) -> InboundMessage | None:
    """Keep what someone wrote; None where the same was taken before.

    Its customer is the one person on file who has this number or address; with several there is
    none, unless it names a message of ours that went to one of them. What strangers write is kept
    too. What it asks for is done in the same transaction (`understanding`); what a stranger wants
    stopped, once the number or address is somebody's (`taking_up`).
    """
    kind = POINT_KIND[CHANNELS[inbound.kind]]
    indexes = _indexes(kind, inbound.sender)
    points = list(ContactPoint.objects.filter(kind=kind, value_index__in=indexes).order_by("pk"))
    answers = Message.objects.filter(key=inbound.key).first() if inbound.key else None
    whose = {point.customer_id: point for point in points}
    if answers is not None and (not whose or answers.customer_id in whose):
        customer_id: int | None = answers.customer_id
    else:
        customer_id = next(iter(whose)) if len(whose) == 1 else None
    said = {"subject": inbound.subject, "body": inbound.text, "to": inbound.to}
    masked = mask_phone(inbound.sender) if kind == "phone" else mask_email(inbound.sender)
    row = InboundMessage(
        carrier=inbound.carrier,
        reference=inbound.reference[:255],
        channel=CHANNELS[inbound.kind],
        customer_id=customer_id,
        contact_point=whose.get(customer_id) if customer_id is not None else None,
        answers=answers if answers is not None and answers.customer_id == customer_id else None,
        customers=len(whose),
        sender_masked=masked[:120],
        sender_sealed=vault().seal(inbound.sender),
        sender_index=indexes[0],
        words_sealed=vault().seal(json.dumps(said, ensure_ascii=False)),
        written_at=inbound.at or at,
        taken_at=at,
    )
    reached: dict[int, int | None] = {each: point.pk for each, point in whose.items()}
    if answers is not None and row.customer_id is not None:
        reached.setdefault(row.customer_id, answers.attempt.contact_point_id)
    found = understand(row, inbound.subject, inbound.text, reached, at=at)
    return _stored(row, found, [] if whose else indexes, at)


def _stored(
    row: InboundMessage, found: Understanding, unfiled: Sequence[bytes], at: datetime
) -> InboundMessage | None:
    known = InboundMessage.objects.filter(carrier=row.carrier, reference=row.reference)
    if known.exists():
        return None
    try:
        with transaction.atomic():
            take_back(found, at=at)
            row.pk = _next_number()
            row.journal_entry = record(
                actor=ACTOR,
                action="message_received",
                at=at,
                subject=f"inbound:{row.pk}",
                customer_id=row.customer_id,
                details={
                    "carrier": row.carrier,
                    "channel": str(row.channel),
                    "contact_point": row.contact_point_id,
                    "answers": row.answers_id,
                    "customers": row.customers,
                    "written_at": row.written_at.isoformat(),
                },
            )
            row.save(force_insert=True)
            UnfiledSender.objects.bulk_create(
                UnfiledSender(inbound=row, kind=POINT_KIND[row.channel], value_index=each)
                for each in dict.fromkeys(unfiled)
            )
            act(found, row, at=at)
    except IntegrityError:
        if not known.exists():
            raise
        return None
    return row


def _next_number() -> int:
    """The row's number, so that its journal entry can name it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('messaging_inboundmessage_id_seq')")
        return int(cursor.fetchone()[0])


def _indexes(kind: str, value: str) -> list[bytes]:
    """Blind indexes of every spelling it may be on file under, the likeliest first."""
    asked = spellings(value) if kind == "phone" else (value,)
    return [vault().blind_index(kind, each) for each in asked]
