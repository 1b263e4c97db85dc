"""How far letters have come: what waits, the batches, what came back, and a batch's manifest."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q

from fairdue.messaging.models import LetterBatch, MessageState, PaperLetter


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters that no batch has taken yet, of one law."""

    law: str
    letters: int
    since: datetime
    """When the oldest was written."""


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """A batch, and how many of its letters came back."""

    batch: LetterBatch
    returned: int


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter to a customer, without its words."""

    id: int
    customer_id: int
    reference: str
    template: str
    written_at: datetime
    value_masked: str
    state: str
    """A code of `models.MessageState`."""
    posted_on: date | None
    returned_on: date | None
    returned_for: str
    """A code of `models.ReturnReason`, or ""."""


def waiting() -> list[Waiting]:
    """What waits to be gathered, by law."""
    rows = PaperLetter.objects.filter(batch=None, message__state=MessageState.WAITING)
    counted = rows.values("law").annotate(letters=Count("pk"), since=Min("message__asked_at"))
    return [Waiting(**row) for row in counted.order_by("law")]


def batches(*, offset: int = 0, limit: int = 50) -> tuple[list[BatchFacts], int]:
    """Batches, the newest first, and how many there are in all."""
    rows = list(LetterBatch.objects.order_by("-pk")[offset : offset + limit])
    came_back = dict(
        PaperLetter.objects.filter(batch__in=rows, returned_on__isnull=False)
        .values_list("batch_id")
        .annotate(Count("pk"))
    )
    return [BatchFacts(row, came_back.get(row.pk, 0)) for row in rows], LetterBatch.objects.count()


def returned(limit: int = 20) -> list[LetterFacts]:
    """Letters that came back, the newest first."""
    return _facts(Q(returned_on__isnull=False), "-returned_on", limit)


def letters_to(customer_id: int, limit: int = 50) -> list[LetterFacts]:
    """A customer's letters, the newest first."""
    return _facts(Q(customer_id=customer_id), "-message__asked_at", limit)


def _facts(which: Q, order: str, limit: int) -> list[LetterFacts]:
    rows = PaperLetter.objects.filter(which).select_related(
        "message__attempt__contact_point", "batch"
    )
    return [
        LetterFacts(
            id=row.pk,
            customer_id=row.customer_id,
            reference=row.reference,
            template=row.message.attempt.template,
            written_at=row.message.asked_at,
            value_masked=point.value_masked if (point := row.message.attempt.contact_point) else "",
            state=row.message.state,
            posted_on=row.batch.posted_on if row.batch else None,
            returned_on=row.returned_on,
            returned_for=row.returned_for,
        )
        for row in rows.order_by(order, "-pk")[:limit]
    ]


LINE = ("place", "reference", "first_page", "pages", "sheets", "sha256")


def manifest(batch_id: int) -> dict[str, Any] | None:
    """What is in a batch's print file: no names, no addresses. None where there is no file.

    A letter's `sha256` is of all that is printed of it (`typesetting.Letter.digest`), the batch's
    of the PDF. `pages` are printed ones, without empty backs.
    """
    batch = LetterBatch.objects.filter(pk=batch_id).exclude(sha256="").first()
    if batch is None:
        return None
    return {
        "batch": batch.number,
        "gathered_at": batch.gathered_at.isoformat(),
        "both_sides": batch.both_sides,
        "letters": batch.letters,
        "pages": batch.pages,
        "sheets": batch.sheets,
        "bytes": batch.bytes,
        "sha256": batch.sha256,
        "contents": _lines(batch),
    }


def _lines(batch: LetterBatch) -> Sequence[dict[str, Any]]:
    rows = PaperLetter.objects.filter(batch=batch).order_by("place")
    found = rows.values_list("place", "reference", "first_page", "pages", "sheet_digest")
    return [
        dict(
            zip(
                LINE,
                (place, reference, first, pages, _sheets(pages, batch.both_sides), digest),
                strict=True,
            )
        )
        for place, reference, first, pages, digest in found
    ]


def _sheets(pages: int | None, both_sides: bool) -> int:
    return -(-(pages or 0) // 2) if both_sides else pages or 0


def manifest_csv(found: dict[str, Any]) -> str:
    """A manifest as a table, a line for each letter, with the batch and its digest on each."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(("batch", "batch_sha256", *LINE))
    for line in found["contents"]:
        table.writerow((found["batch"], found["sha256"], *(line[name] for name in LINE)))
    return written.getvalue()
