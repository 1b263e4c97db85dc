"""Gathering the letters that wait into batches, each of one law's paper and envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from fairdue.contact.rules.written import Content
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions.letters.changing import change
from fairdue.messaging.actions.rendering import content_of
from fairdue.messaging.models import LetterBatch, MessageState, PaperLetter
from fairdue.messaging.queries.letters.policy import letter_policy
from fairdue.messaging.queries.letters.standing import letter_verdict
from fairdue.messaging.rules.fields import LETTER
from fairdue.messaging.rules.letters.notices import NOTICE
from fairdue.people.models import Staff
from fairdue.people.rules import require

PRINT = "messaging.print_letters"
"""The job that makes a batch's print file."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What gathering brought: new batches, and letters that may not go any more."""

    batches: tuple[int, ...]
    letters: int
    withdrawn: int


def gather_letters(*, staff: Staff, at: datetime) -> Gathered:
    """Put the letters that wait into batches, and have their print files made.

    Every letter is judged again: one that may not go any more, or has waited too long, is
    withdrawn. Two who gather at once get different letters. Raises Refused for a role that may
    not.
    """
    require(staff, "handle_letters")
    waiting = PaperLetter.objects.filter(batch=None, message__state=MessageState.WAITING)
    batches: list[int] = []
    letters = withdrawn = 0
    for law in waiting.order_by("law").values_list("law", flat=True).distinct():
        while True:
            with transaction.atomic():
                taken = _take(law, at)
                kept = [each for each in taken if not _withdraw(each, staff.username, at)]
                withdrawn += len(taken) - len(kept)
                if kept:
                    batches.append(_batch(law, kept, staff.username, at))
                    letters += len(kept)
            if not taken:
                break
    return Gathered(tuple(batches), letters, withdrawn)


def _take(law: str, at: datetime) -> list[PaperLetter]:
    """As many as a batch may have, the oldest first, locked."""
    return list(
        PaperLetter.objects.select_for_update(of=("self", "message"), skip_locked=True)
        .select_related("message__attempt")
        .filter(batch=None, law=law, message__state=MessageState.WAITING)
        .order_by("pk")[: letter_policy(at).letters_per_batch_max]
    )


def _withdraw(letter: PaperLetter, actor: str, at: datetime) -> bool:
    """Withdraw a letter that may not go any more; tells whether it was."""
    attempt, failing = letter.message.attempt, list[str]()
    content = _content(letter, at)
    if at - attempt.made_at > timedelta(days=letter_policy(at).days_waiting_max):
        problem = "waited_too_long"
    elif content is None:
        problem = "words_withdrawn"
    else:
        verdict = letter_verdict(
            letter.customer_id,
            attempt.contact_point_id,
            content,
            at=at,
            written_at=attempt.made_at,
        )
        if verdict.allowed:
            return False
        problem = "not_allowed_any_more"
        failing = [*(clause.rule for clause in verdict.failing), *verdict.missing]
    change(
        letter,
        MessageState.WITHDRAWN,
        actor=actor,
        at=at,
        problem=problem,
        failing=failing,
    )
    return True


def _content(letter: PaperLetter, at: datetime) -> Content | None:
    """What it says, as the rules ask about it; None where its words are approved no more."""
    attempt = letter.message.attempt
    if attempt.template == NOTICE:
        found = Content(template=NOTICE, states_balance=True, offers_opt_out=True)
    else:
        try:
            found = content_of(attempt.template, LETTER, customer_id=letter.customer_id, at=at)
        except Refused:
            return None
    return replace(found, digest=attempt.content_digest)


def _batch(law: str, letters: Sequence[PaperLetter], actor: str, at: datetime) -> int:
    """A batch of these letters in this order, and the job that makes its file."""
    entry = record(
        actor=actor,
        action="letters_gathered",
        at=at,
        subject=f"letter_batch:{law}",
        details={"law": law, "letters": len(letters)},
    )
    batch = LetterBatch.objects.create(
        law=law,
        both_sides=letter_policy(at).both_sides,
        letters=len(letters),
        gathered_at=at,
        gathered_by=actor,
        journal_entry=entry,
    )
    for place, letter in enumerate(letters, start=1):
        letter.journal_entry = change(
            letter,
            MessageState.SENDING,
            actor=actor,
            at=at,
            batch=batch.number,
            place=place,
        )
        letter.batch, letter.place = batch, place
        letter.save(update_fields=["batch", "place", "journal_entry"])
    app.configure_task(PRINT).defer(batch_id=batch.pk, at=at.isoformat())
    return batch.pk
