"""Writes to some people of a campaign, inside the caller's transaction: permit, words, message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from fairdue import delivery
from fairdue.contact.actions.asking import Wish, ask
from fairdue.contact.models import Attempt
from fairdue.contact.rules.written import Content
from fairdue.delinquency.queries import open_cases
from fairdue.identity.actions.contact_codes import issue_many
from fairdue.identity.actions.links import issue_links
from fairdue.identity.models import CodeKind
from fairdue.identity.queries.policy import code_policy
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions.campaigns.words import Prepared
from fairdue.messaging.actions.claiming import KINDS
from fairdue.messaging.actions.taking_up import take_up_stops
from fairdue.messaging.models import Message, Recipient, RecipientState
from fairdue.messaging.models.campaigns import Outcome
from fairdue.messaging.queries.campaigns.outlook import Order, Outlook, on_record, outlook
from fairdue.messaging.rules.fields import Value
from fairdue.messaging.rules.templates import Words
from fairdue.people.actors import Unattended
from fairdue.vault.sealing import vault

NO_POINT, NO_WORDS = "no_point", "no_words"
A_PERMIT_LATER = timedelta(seconds=61)
"""Where a permit was granted that nobody counted on: by then it is void and no contact."""


@dataclass(slots=True)
class _Turn:
    """One person, what was found about them, and what becomes of it."""

    row: Recipient
    found: Outlook
    words: Words | None = None
    attempt_id: int | None = None


def write_to(
    rows: Sequence[Recipient], order: Order, prepared: Prepared, *, actor: str, at: datetime
) -> None:
    """Settle each row: queued, denied, skipped, or pending until a better hour. Saves none."""
    take_up_stops(at=at, customers=[row.customer_id for row in rows])
    found = on_record([row.customer for row in rows], at)
    turns = [
        _Turn(
            row,
            outlook(
                row.customer, order, at, has_waited=row.has_waited, found=found[row.customer_id]
            ),
        )
        for row in rows
    ]
    for turn in turns:
        _note(turn.row, turn.found)
    going = [turn for turn in turns if turn.found.outcome == Outcome.NOW]
    _put_words(going, prepared, actor, at)
    open_ones = open_cases([row.case_id for row in rows])
    for turn in turns:
        if turn.words is not None or turn.found.outcome == Outcome.DENIED:
            content = prepared.content(turn.row.customer, turn.found.channel)
            assert content is not None, "no words were found out before"
            _ask(turn, content, turn.row.case_id in open_ones, actor, at)
    _queue([turn for turn in turns if turn.attempt_id is not None], at)


def _note(row: Recipient, found: Outlook) -> None:
    """What was found, on the row; those who can't be asked about end here."""
    row.channel = found.channel
    row.why = [{"en": each.en, "zh": each.zh} for each in found.why]
    row.permit_id = None
    if found.outcome == Outcome.UNREACHABLE:
        row.state, row.problem = RecipientState.SKIPPED, NO_POINT
    elif found.outcome == Outcome.WORDLESS:
        row.state, row.problem = RecipientState.SKIPPED, NO_WORDS
    elif found.outcome == Outcome.LATER:
        assert found.due_at is not None, "later is at some time"
        row.due_at, row.has_waited = found.due_at, True


def _put_words(going: Sequence[_Turn], prepared: Prepared, actor: str, at: datetime) -> None:
    """Each one's words, with a code that proves them and a link for signing in."""
    if not going:
        return
    whose = Unattended(actor)
    codes = issue_many(
        customers=[turn.row.customer_id for turn in going],
        kind=CodeKind.MESSAGE,
        subject=f"message:{prepared.template}",
        expires_at=at + timedelta(days=code_policy(at).days_valid_max[CodeKind.MESSAGE]),
        actor=whose,
        at=at,
    )
    points = [(turn.row.customer_id, turn.found.point.id) for turn in going if turn.found.point]
    links = issue_links(points=points, actor=whose, at=at)
    prepared.look_up([turn.row.customer_id for turn in going])
    site = settings.PUBLIC_URL
    for turn, code, link in zip(going, codes, links, strict=True):
        ways_in: dict[str, Value] = {
            "code": code.code,
            "genuine": f"{site}{code.url_path}",
            "portal": f"{site}{link.url_path}",
            "home": f"{site}/my/",
        }
        try:
            turn.words = prepared.fill(turn.row.customer, turn.found.channel, ways_in)
        except Refused as refused:
            turn.row.state, turn.row.problem = RecipientState.SKIPPED, NO_WORDS
            turn.row.why = [{"en": refused.text.en, "zh": refused.text.zh}]


def _ask(turn: _Turn, content: Content, is_open: bool, actor: str, at: datetime) -> None:
    """Ask for the permit that binds, which is stored whatever it says, and used at once."""
    row, found, words = turn.row, turn.found, turn.words
    assert found.point is not None, "who is asked about has a point"
    wish = Wish(
        row.customer_id,
        row.case_id if is_open else None,
        found.point,
        actor,
        at,
        channel=found.channel,
        content=words.content if words is not None else content,
    )
    answer = ask(wish, use=words is not None, someone=found.someone, known=found.known)
    row.permit_id, turn.attempt_id = answer.permit_id, answer.attempt_id
    if answer.verdict.allowed and words is None:
        row.due_at = at + A_PERMIT_LATER
    elif not answer.verdict.allowed:
        row.state = RecipientState.DENIED
        failing = [clause.rule for clause in answer.verdict.failing]
        row.rules = list(dict.fromkeys([*failing, *answer.verdict.missing]))


def _queue(turns: Sequence[_Turn], at: datetime) -> None:
    """The messages with their attempts' own entries: they stand or fall together."""
    attempts = Attempt.objects.in_bulk([turn.attempt_id for turn in turns])
    messages = []
    for turn in turns:
        assert turn.words is not None, "a permit is used for words"
        assert turn.attempt_id is not None, "those without one were left out"
        attempt = attempts[turn.attempt_id]
        way = delivery.way_for(KINDS[attempt.channel])
        said = json.dumps(
            {"subject": turn.words.subject, "body": turn.words.body}, ensure_ascii=False
        )
        messages.append(
            Message(
                attempt=attempt,
                customer_id=attempt.customer_id,
                language=turn.words.language,
                words_sealed=vault().seal(said),
                warnings=turn.words.warned,
                carrier=way.name if way else "",
                asked_at=at,
                journal_entry_id=attempt.journal_entry_id,
            )
        )
    for turn, message in zip(turns, Message.objects.bulk_create(messages), strict=True):
        row = turn.row
        row.state, row.message, row.problem = RecipientState.QUEUED, message, ""
        row.journal_entry_id = message.journal_entry_id
