"""Opening what was printed: a batch's file for the printer, one letter for a person's file."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging import files
from fairdue.messaging.actions.letters.printing import letters_of, set_batch
from fairdue.messaging.models import LetterBatch, PaperLetter
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.typesetting import letters_pdf
from fairdue.typesetting.letter import Letter as Sheet
from fairdue.vault.sealing import vault


def print_file(*, batch_id: int, staff: Staff, at: datetime) -> bytes:
    """A batch's PDF; the journal has who took it. A file that was lost is set again.

    Raises Refused where there is none yet, where what is set again isn't what was printed, and
    for a role that may not.
    """
    require(staff, "handle_letters")
    batch = LetterBatch.objects.filter(pk=batch_id).first()
    if batch is None or not batch.sha256:
        raise Refused(Text("There is no print file of this batch yet.", "该批次尚未生成打印文件。"))
    pdf = files.read(batch.pk)
    if pdf is None:
        pdf = set_batch(batch, letters_of(batch)).pdf
    if sha256(pdf).hexdigest() != batch.sha256:
        raise Refused(
            Text(
                "The print file is not the one that was made; restore it from a backup.",
                "打印文件与生成时不一致，请从备份恢复。",
            )
        )
    with transaction.atomic():
        record(
            actor=staff.username,
            action="letters_taken_to_print",
            at=at,
            subject=f"letter_batch:{batch.number}",
            details={"sha256": batch.sha256, "letters": batch.letters},
        )
    return pdf


def letter_pdf(*, letter_id: int, reason: str, staff: Staff, at: datetime) -> bytes:
    """One letter as it was printed, for its customer's file; the journal has who and why.

    Raises Refused without a reason, where there is no such letter, and for a role that may not.
    """
    letter = PaperLetter.objects.select_related("message").filter(pk=letter_id).first()
    require(staff, "reveal", letter.customer_id if letter else None)
    because = reason_given(reason)
    if letter is None:
        raise Refused(Text("There is no such letter.", "没有这封信函。"))
    sheet = Sheet.from_json(vault().unseal(letter.sheet_sealed))
    made = letters_pdf([sheet], both_sides=False, made_at=letter.message.asked_at)
    with transaction.atomic():
        record(
            actor=staff.username,
            action="letter_opened",
            at=at,
            subject=f"letter:{letter.reference}",
            customer_id=letter.customer_id,
            details={"reason": because, "sha256": letter.sheet_digest},
        )
    return made.pdf
