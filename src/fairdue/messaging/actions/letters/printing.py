"""Making a batch's print file: the same letters give the same bytes, so it may be done again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.messaging import files
from fairdue.messaging.models import BatchState, LetterBatch, PaperLetter
from fairdue.typesetting import Printed, letters_pdf
from fairdue.typesetting.letter import Letter as Sheet
from fairdue.vault.sealing import vault

ACTOR = "letters"


def print_batch(batch_id: int, *, at: datetime) -> bool:
    """Set a gathered batch, keep its file and note its pages; False where it isn't to be set.

    The file is in its place before the batch says so. Killed in between, it is set again, to the
    same bytes. Raises FontMissingError where no Chinese font is installed.
    """
    with transaction.atomic():
        batch = (
            LetterBatch.objects.select_for_update(skip_locked=True)
            .filter(pk=batch_id, state=BatchState.GATHERED)
            .first()
        )
        if batch is None:
            return False
        letters = letters_of(batch)
        printed = set_batch(batch, letters)
        files.write(batch.pk, printed.pdf)
        _note(batch, letters, printed, at)
    return True


def settle_batches(*, at: datetime) -> int:
    """Make the files of batches whose worker was killed; gives how many."""
    lost = LetterBatch.objects.filter(state=BatchState.GATHERED, gathered_at__lt=at)
    return sum(print_batch(each, at=at) for each in lost.values_list("pk", flat=True))


def letters_of(batch: LetterBatch) -> list[PaperLetter]:
    """A batch's letters as they are printed."""
    return list(PaperLetter.objects.filter(batch=batch).order_by("place"))


def set_batch(batch: LetterBatch, letters: Sequence[PaperLetter]) -> Printed:
    """The print file of a batch."""
    sheets = [Sheet.from_json(vault().unseal(each.sheet_sealed)) for each in letters]
    return letters_pdf(sheets, both_sides=batch.both_sides, made_at=batch.gathered_at)


def _note(
    batch: LetterBatch, letters: Sequence[PaperLetter], printed: Printed, at: datetime
) -> None:
    digest = sha256(printed.pdf).hexdigest()
    batch.journal_entry = record(
        actor=ACTOR,
        action="letters_printed",
        at=at,
        subject=f"letter_batch:{batch.number}",
        details={
            "letters": batch.letters,
            "pages": sum(printed.pages),
            "sheets": sum(printed.sheets),
            "sha256": digest,
        },
    )
    batch.state, batch.printed_at = BatchState.PRINTED, at
    batch.pages, batch.sheets = sum(printed.pages), sum(printed.sheets)
    batch.sha256, batch.bytes = digest, len(printed.pdf)
    batch.save()
    for letter, first, pages in zip(letters, printed.first_pages, printed.pages, strict=True):
        letter.first_page, letter.pages = first, pages
        letter.journal_entry = batch.journal_entry
    PaperLetter.objects.bulk_update(
        letters, ["first_page", "pages", "journal_entry"], batch_size=500
    )
