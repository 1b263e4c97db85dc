"""Taking what carriers tell of messages: in any order, any number of times."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from fairdue.delivery import Report
from fairdue.journal.actions import record_many
from fairdue.journal.models import Entry
from fairdue.messaging.actions.changing import Change, change_many
from fairdue.messaging.actions.returned import note_dead_address
from fairdue.messaging.models import KeptReport, Message, MessageState, Receipt, Told
from fairdue.messaging.rules.receipts import fate

ACTOR = "carriers"
CODE_LENGTH_MAX = 40
MATCHED_AT_ONCE = TAKEN_AT_ONCE = 200

Same = tuple[str, str, str, str]
"""Carrier, reference, key and state: told again, it is the very same."""


def take_report(report: Report, *, at: datetime) -> bool:
    """Keep what a carrier told, and let the message be what is known of it now.

    False where the very same was told before. What names no message that we know is kept too, and
    is matched by `match_receipts` once we do. A message that arrived stays delivered.
    """
    return take_reports([report], at=at) == 1


def take_reports(reports: Sequence[Report], *, at: datetime) -> int:
    """The same of several, in one transaction; gives how many were not told before."""
    told = {_same(report): report for report in reports}
    if not told:
        return 0
    try:
        with transaction.atomic():
            return _take(told, at)
    except IntegrityError:
        if len(told) > 1:
            return sum(take_reports([report], at=at) for report in told.values())
        if not _kept(told):
            raise
        return 0  # told twice in the same moment


def keep_report(report: Report) -> None:
    """Keep what a carrier tells by calling us, to be taken with others within seconds.

    One row, so that whoever calls is answered at once, however many do.
    """
    carrier, reference, key, state = _same(report)
    KeptReport.objects.create(
        carrier=carrier,
        reference=reference,
        key=key,
        state=state,
        code=report.code[:CODE_LENGTH_MAX],
        told_at=report.at,
    )


def take_kept_reports(*, at: datetime) -> int:
    """Take all reports that were kept; gives how many. Several processes may, at once."""
    number = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TAKE, [TAKEN_AT_ONCE])
            found = [Report(*row) for row in cursor.fetchall()]
            take_reports(found, at=at)
        number += len(found)
        if len(found) < TAKEN_AT_ONCE:
            return number


TAKE = """
DELETE FROM messaging_keptreport WHERE id IN (
    SELECT id FROM messaging_keptreport ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING carrier, reference, key, state, code, told_at
"""


def match_receipts(*, at: datetime) -> int:
    """Give receipts that came before their message's reference was stored to their messages.

    Gives how many.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNMATCHED, [MATCHED_AT_ONCE])
        found = dict(cursor.fetchall())
    if not found:
        return 0
    with transaction.atomic():
        messages = {row.pk: row for row in _locked().filter(pk__in=set(found.values()))}
        rows = Receipt.objects.select_for_update().filter(pk__in=found, message=None)
        receipts = list(rows.order_by("pk"))
        for receipt in receipts:
            receipt.message = messages[found[receipt.pk]]
        _enter(receipts, at)
        Receipt.objects.bulk_update(receipts, ["message", "journal_entry"])
        _apply(receipts, at)
    return len(receipts)


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


def by_receipts(messages: Collection[Message]) -> dict[int, MessageState]:
    """What messages are by what was told of them; those of which nothing says anything left out."""
    told: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Receipt.objects.filter(message__in=[row.pk for row in messages])
    for message_id, reference, state in rows.values_list("message_id", "reference", "state"):
        told[message_id].append((reference, state))
    found = {row.pk: fate(row.references, told[row.pk]) for row in messages if row.pk in told}
    return {pk: MessageState(state) for pk, state in found.items() if state is not None}


def _take(told: dict[Same, Report], at: datetime) -> int:
    messages = _messages_of(told)
    kept = _kept(told)  # only now: of a message that is locked nothing else is taken meanwhile
    receipts = [
        Receipt(
            carrier=same[0],
            reference=same[1],
            key=same[2],
            state=same[3],
            message=messages.get(same),
            code=re.sub(r"[^0-9A-Za-z._-]+", "-", report.code)[:CODE_LENGTH_MAX],
            told_at=report.at or at,
            taken_at=at,
        )
        for same, report in told.items()
        if same not in kept
    ]
    _enter(receipts, at)
    Receipt.objects.bulk_create(receipts)
    _apply([each for each in receipts if each.message is not None], at)
    return len(receipts)


def _same(report: Report) -> Same:
    return report.carrier, report.reference[:255], report.key[:40], report.state


def _kept(told: Collection[Same]) -> set[Same]:
    """Which of these were told before."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT, list(map(list, zip(*told, strict=True))))
        return set(cursor.fetchall())


KEPT = """
SELECT carrier, reference, key, state
FROM messaging_receipt
JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[])
    AS told (carrier, reference, key, state) USING (carrier, reference, key, state)
"""


def _messages_of(told: Collection[Same]) -> dict[Same, Message]:
    """By our own key where it came back, else by the carrier's reference. All are locked."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, list(map(list, zip(*told, strict=True))))
        found = {(row[0], row[1], row[2], row[3]): row[4] for row in cursor.fetchall()}
    rows = {row.pk: row for row in _locked().filter(pk__in=set(found.values()))}
    return {same: rows[pk] for same, pk in found.items()}


NAMED = """
SELECT told.carrier, told.reference, told.key, told.state, coalesce(by_key.id, by_reference.id)
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])
    AS told (carrier, reference, key, state)
LEFT JOIN messaging_message AS by_key ON told.key <> '' AND by_key.key = told.key
LEFT JOIN LATERAL (
    -- Not max(id): for that the planner may read all messages from the newest on.
    SELECT (array_agg(id ORDER BY id DESC))[1] AS id FROM messaging_message
    WHERE told.reference <> '' AND by_key.id IS NULL
      AND "references" @> ARRAY[told.reference]::varchar[] AND carrier = told.carrier
) AS by_reference ON true
WHERE coalesce(by_key.id, by_reference.id) IS NOT NULL
"""


def _apply(receipts: Sequence[Receipt], at: datetime) -> None:
    """What was just told of messages changes them, and may say that nobody is at an address.

    One that is being sent right now is settled by whoever sends it, with this in view.
    """
    messages: dict[int, Message] = {}
    for each in receipts:
        assert each.message is not None, "those of no message were left out"
        messages[each.message.pk] = each.message
        if each.state == Told.NOT_DELIVERED:
            note_dead_address(each.message.attempt, each.code, at=at)
    told = by_receipts(messages.values())
    changes = [
        (row, Change(now, problem="returned" if now == MessageState.NOT_DELIVERED else ""))
        for row in messages.values()
        if (now := told.get(row.pk)) and row.state not in (now, MessageState.SENDING)
    ]
    change_many(changes, actor=ACTOR, at=at)


def _locked() -> QuerySet[Message]:
    found = Message.objects.select_for_update(of=("self",)).select_related("attempt")
    return found.order_by("pk")


def _enter(receipts: Sequence[Receipt], at: datetime) -> None:
    """An entry for each."""
    entries = record_many([_entry(each, at) for each in receipts])
    for each, entry in zip(receipts, entries, strict=True):
        each.journal_entry = entry


def _entry(receipt: Receipt, at: datetime) -> Entry:
    message = receipt.message
    return Entry(
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
