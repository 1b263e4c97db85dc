"""Posting: a person says on which day a batch went to the post; then its letters are sent."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.identity.queries.policy import zone
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.letters.changing import change
from fairdue.messaging.models import BatchState, LetterBatch, MessageState, PaperLetter
from fairdue.people.models import Staff
from fairdue.people.rules import require


def post_batch(*, batch_id: int, posted_on: date, staff: Staff, at: datetime) -> LetterBatch:
    """Note that a batch was posted on a day, and end its letters' attempts as sent.

    Raises Refused for a batch without its print file, one that was posted already, a day before
    it was gathered or still to come, and a role that may not.
    """
    require(staff, "handle_letters")
    with transaction.atomic():
        batch = LetterBatch.objects.select_for_update().filter(pk=batch_id).first()
        _refuse(batch, posted_on, at)
        assert batch is not None, "it was refused"
        batch.journal_entry = record(
            actor=staff.username,
            action="letters_posted",
            at=at,
            subject=f"letter_batch:{batch.number}",
            details={"on": posted_on.isoformat(), "letters": batch.letters},
        )
        batch.state, batch.posted_on = BatchState.POSTED, posted_on
        batch.posted_by = staff.username
        batch.save()
        letters = PaperLetter.objects.filter(batch=batch).select_related("message__attempt")
        for letter in letters.order_by("place"):
            letter.message.sent_at = at
            change(
                letter,
                MessageState.SENT,
                actor=staff.username,
                at=at,
                batch=batch.number,
                on=posted_on.isoformat(),
            )
    return batch


def _refuse(batch: LetterBatch | None, posted_on: date, at: datetime) -> None:
    if batch is None or batch.state == BatchState.GATHERED:
        raise Refused(
            Text(
                "There is no print file of this batch yet, so it can't have been posted.",
                "该批次尚未生成打印文件，不能登记寄出。",
            )
        )
    if batch.state == BatchState.POSTED:
        raise Refused(
            Text(
                f"This batch was posted on {batch.posted_on}.", f"该批次已于{batch.posted_on}寄出。"
            )
        )
    if not local_day(batch.gathered_at, zone()) <= posted_on <= local_day(at, zone()):
        raise Refused(
            Text(
                "The day of posting is between the day it was gathered and today.",
                "寄出日期应在汇总当日至今日之间。",
            )
        )
