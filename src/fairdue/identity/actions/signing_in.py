"""Asking for a code and typing it: how a cardholder proves who they are.

Whoever asks gets the same answer for the same work, whether or not there is such a person: a row
of digests and a job. The job (`identity.jobs`) finds the person and sends the code, or doesn't.
`docs/algorithms/identity.md` says what this keeps from whom.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from fairdue.identity.actions import sessions
from fairdue.identity.actions.deferring import have_code_sent, have_person_told
from fairdue.identity.actions.judging import (
    RIGHT,
    judge_asking,
    judge_code,
    refusal,
    wrong_code,
)
from fairdue.identity.actions.recording import VISITOR, enter
from fairdue.identity.actions.sending_codes import CODE
from fairdue.identity.digests import client_digest, digest, pair_digest
from fairdue.identity.models import (
    EndReason,
    SignInLink,
    SignInRequest,
    SignInTry,
    TryKind,
    TryOutcome,
)
from fairdue.identity.queries.links import usable_link
from fairdue.identity.queries.policy import SIGN_IN_RULE, sign_in_policy
from fairdue.identity.queries.trying import take_turns
from fairdue.identity.rules.typed import Typed, code_typed, contact_typed, second_fact_typed
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.sealing import INDEX_BYTES, vault

REQUEST = "request"
"""What the digests of requests' tokens are for."""

NO_CODE = bytes(32)
"""Compared with where no code was made; no digest is all zeros."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser that asked keeps: the token in a cookie."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that began: the token goes into a cookie."""

    token: str = field(repr=False)
    customer_id: int
    expires_at: datetime


def ask_code(
    *,
    contact: str,
    second_fact: str,
    client: str,
    language: str,
    at: datetime,
    link: str = "",
) -> Asked:
    """Ask for a code to be sent to a phone number or e-mail address, as typed.

    `second_fact`: last four of an ID number or card. `client`: the address the request came from.
    `link`: the token of a reminder's link, which stands for the contact point; `contact` is then
    ignored. The answer says nothing about whether a code is sent. Raises Refused for what is
    malformed, and where a limit is reached; neither depends on whether anybody fits. Must not be
    called inside a transaction: what was refused is recorded too.
    """
    fact, came_from = second_fact_typed(second_fact), client_digest(client)
    typed = None if link else contact_typed(contact)
    policy, token = sign_in_policy(at), secrets.token_urlsafe(32)
    with transaction.atomic(durable=True):
        followed = usable_link(link, at)  # in any case: the work is the same
        point = _point_index(typed, followed, link)
        pair = pair_digest(point, fact)
        take_turns(pair)
        refused = judge_asking(point, pair, came_from, policy, at)
        entry = enter(
            "sign_in_refused" if refused else "sign_in_asked",
            actor=VISITOR,
            at=at,
            rule=SIGN_IN_RULE,
            details={"outcome": refused.outcome, "limit": refused.limit} if refused else {},
        )
        row = None
        if refused is None:
            row = SignInRequest.objects.create(
                token_digest=digest(REQUEST, token),
                point_index=point,
                pair_digest=pair,
                language=language,
                link=followed,
                asked_at=at,
                expires_at=at + policy.code_lasts,
                journal_entry=entry,
            )
            have_code_sent(row.pk)
        SignInTry.objects.create(
            kind=TryKind.ASK,
            outcome=refused.outcome if refused else TryOutcome.TAKEN,
            at=at,
            request=row,
            point_index=point,
            pair_digest=pair,
            client_digest=came_from,
            journal_entry=entry,
        )
    if refused is not None:
        raise refusal(refused)
    return Asked(token, at + policy.code_lasts)


def enter_code(
    *, token: str, code: str, client: str, at: datetime, session_token: str = ""
) -> Entered:
    """Begin a session, if this is the code that was sent for the request of this browser.

    `token`: the browser's, from `ask_code`; `session_token`: of a session it holds already, which
    ends. Raises SignInRefused, whose `outcome` says what to do next; it depends on what was
    typed and when, never on whether anybody fits. Every try is recorded. Must not be called
    inside a transaction.
    """
    came_from, policy, started = client_digest(client), sign_in_policy(at), ""
    with transaction.atomic(durable=True):
        request = SignInRequest.objects.filter(token_digest=digest(REQUEST, token)).first()
        pair = bytes(request.pair_digest) if request else digest("pair of none", token)
        take_turns(pair)
        if request is not None:
            request.refresh_from_db()  # somebody else may have used it while we waited
        fits = _fits(request, code)
        judged = judge_code(request, pair, came_from, policy, at)
        if judged is None:
            judged = RIGHT if fits else wrong_code(request, policy)
        _put_on_record(request, pair, judged.outcome, came_from, at)
        if judged is RIGHT and request is not None:
            started = _use_up(request, at)
        elif judged.outcome is TryOutcome.WRONG and request is not None:
            have_person_told(request.pk, pair, policy, at)
    if judged is not RIGHT or request is None or request.customer_id is None:
        raise refusal(judged)
    if session_token:
        sessions.end(token=session_token, at=at, reason=EndReason.SIGNED_IN_AGAIN)
    return Entered(started, request.customer_id, at + policy.session_lasts)


def _point_index(typed: Typed | None, followed: SignInLink | None, link: str) -> bytes:
    """What stands for the contact point: as typed, of the link, or of nothing at all."""
    if typed is not None:
        return vault().blind_index(typed.kind, typed.value)
    if followed is not None:
        return bytes(followed.contact_point.value_index)
    return digest("point of none", link)[:INDEX_BYTES]


def _fits(request: SignInRequest | None, code: str) -> bool:
    """Is this the code, and is there a person who may be reached where it was sent?

    The same digest, look-up and comparison for every request, one without a code or person too.
    """
    number = request.pk if request else 0
    kept = bytes(request.code_digest) if request and request.code_digest else NO_CODE
    typed = digest(CODE, str(number), code_typed(code))
    theirs = ContactPoint.objects.filter(
        pk=(request.contact_point_id if request else None) or 0,
        not_theirs_since_at=None,
        invalid_since=None,
    ).exists()
    return hmac.compare_digest(typed, kept) and theirs


def _put_on_record(
    request: SignInRequest | None, pair: bytes, outcome: TryOutcome, client: bytes, at: datetime
) -> None:
    entry = enter(
        "sign_in_tried",
        actor=VISITOR,
        at=at,
        rule=SIGN_IN_RULE,
        subject=f"sign_in:{request.pk}" if request else "",
        customer_id=request.customer_id if request else None,
        details={"outcome": outcome.value},
    )
    SignInTry.objects.create(
        kind=TryKind.CODE,
        outcome=outcome,
        at=at,
        request=request,
        point_index=request.point_index if request else None,
        pair_digest=pair,
        client_digest=client,
        journal_entry=entry,
    )


def _use_up(request: SignInRequest, at: datetime) -> str:
    """Begin the session; code and link can't be used again."""
    request.used_at = at
    request.journal_entry = enter(
        "sign_in_code_used",
        actor=VISITOR,
        at=at,
        rule=SIGN_IN_RULE,
        subject=f"sign_in:{request.pk}",
        customer_id=request.customer_id,
    )
    request.save(update_fields=["used_at", "journal_entry"])
    if request.link is not None:
        request.link.used_at, request.link.journal_entry = at, request.journal_entry
        request.link.save(update_fields=["used_at", "journal_entry"])
    return sessions.start(request, at=at)
