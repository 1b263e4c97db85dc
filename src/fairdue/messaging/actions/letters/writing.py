"""Writing a letter: words under a permit, kept as they will be printed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from fairdue.contact.actions.asking import Wish, ask
from fairdue.contact.actions.dialling import (
    Contact,
    ContactDenied,
    refuse_inside_a_transaction,
    use_permit,
)
from fairdue.contact.models import Attempt, Channel
from fairdue.contact.rules.verdict import POINT_KIND
from fairdue.contact.rules.written import Content
from fairdue.delinquency.queries import case as find_case
from fairdue.identity.actions.contact_codes import issue
from fairdue.identity.models import CodeKind
from fairdue.identity.queries.policy import code_policy
from fairdue.identity.rules.contact_codes import compact
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.letters.composing import Draft, compose
from fairdue.messaging.actions.sending import Letter, Queued
from fairdue.messaging.actions.taking_up import take_up_stops
from fairdue.messaging.models import Message, PaperLetter
from fairdue.messaging.queries.letters.standing import letter_verdict
from fairdue.messaging.rules.letters.words import LetterWords
from fairdue.people.actors import Unattended
from fairdue.portfolio import queries as portfolio
from fairdue.typesetting import letter as typesetting
from fairdue.vault.sealing import vault

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of references: none is taken for another when read off paper."""
REFERENCE_LENGTH = 8
CARRIER = "post"
"""What letters are handed over by: no machine of ours."""
CODE = "letter code"
"""The kind under which a letter's contact code is indexed."""


def write_letter(
    letter: Letter, *, actor: str, at: datetime, then: Callable[[Queued], None] | None = None
) -> Queued:
    """Ask for a permit for these very words and keep the letter until a batch takes it.

    Commits by itself and must not run inside another transaction: a denial is kept too. `then` is
    called in the transaction that stores the letter. Raises ContactDenied with the whole verdict;
    LetterIncomplete where a notice lacks an item of the law; Refused where the address isn't the
    customer's or doesn't fit the window.
    """
    refuse_inside_a_transaction()
    take_up_stops(at=at, customers=[letter.customer_id])
    draft = compose(letter, reference=_reference(), at=at)
    content, words, code, url_path = draft.content(), None, "", ""
    if _may(letter, content, at):
        issued = issue(
            customer_id=letter.customer_id,
            kind=CodeKind.LETTER,
            subject=f"letter:{draft.reference}",
            expires_at=at + timedelta(days=code_policy(at).days_valid_max[CodeKind.LETTER]),
            actor=Unattended(actor),
            at=at,
        )
        code, url_path = issued.code, issued.url_path
        words = draft.words(code)
        content = words.content
    wish = _wish(letter, content, actor, at)
    answer = ask(wish, use=False)
    if not answer.verdict.allowed:
        raise ContactDenied(answer.verdict, answer.permit_id)
    if words is None:  # it turned lawful between the two questions
        raise Refused(Text("Please try again.", "请重试。"))
    contact = Contact(wish.case_id, wish.point.id, channel=wish.channel, content=wish.content)
    with transaction.atomic():
        attempt = use_permit(permit_id=answer.permit_id, contact=contact, actor=actor, at=at)
        message = _keep(attempt, draft, words, draft.sheet(words, code, url_path))
        queued = Queued(message.pk, attempt.pk, answer.permit_id)
        if then is not None:
            then(queued)
    return queued


def _wish(letter: Letter, content: Content, actor: str, at: datetime) -> Wish:
    points = portfolio.contact_points(letter.customer_id)
    point = next((each for each in points if each.id == letter.contact_point_id), None)
    if point is None or point.kind != POINT_KIND[Channel.LETTER]:
        raise Refused(
            Text("This is not a postal address of this customer.", "该地址不是此客户的通讯地址。")
        )
    case = find_case(letter.case_id) if letter.case_id is not None else None
    return Wish(
        letter.customer_id,
        case.id if case is not None and case.is_open else None,
        point,
        actor,
        at,
        channel=Channel.LETTER,
        content=content,
    )


def _may(letter: Letter, content: Content, at: datetime) -> bool:
    """Would the rules allow it? Asked first, so that denied letters use up no codes."""
    return letter_verdict(letter.customer_id, letter.contact_point_id, content, at=at).allowed


def _keep(attempt: Attempt, draft: Draft, words: LetterWords, sheet: typesetting.Letter) -> Message:
    """The message and its letter, with the attempt's own entry: they stand or fall together."""
    said = {"subject": words.words.subject, "body": words.words.body}
    message = Message.objects.create(
        attempt=attempt,
        customer_id=attempt.customer_id,
        language=draft.language,
        carrier=CARRIER,
        words_sealed=vault().seal(json.dumps(said, ensure_ascii=False)),
        warnings=words.words.warned,
        asked_at=draft.at,
        journal_entry_id=attempt.journal_entry_id,
    )
    PaperLetter.objects.create(
        message=message,
        customer_id=attempt.customer_id,
        reference=draft.reference,
        code_index=vault().blind_index(CODE, compact(sheet.code)),
        law=draft.law,
        sheet_sealed=vault().seal(sheet.to_json()),
        sheet_digest=sheet.digest,
        journal_entry_id=attempt.journal_entry_id,
    )
    return message


def _reference() -> str:
    return "L-" + "".join(secrets.choice(LETTERS) for _ in range(REFERENCE_LENGTH))
