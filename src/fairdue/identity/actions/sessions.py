"""Starts, uses and ends cardholders' sessions."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from fairdue.identity.actions.recording import SYSTEM, enter
from fairdue.identity.digests import digest
from fairdue.identity.models import EndReason, Session, SessionUse, SignInRequest
from fairdue.identity.queries.policy import SIGN_IN_RULE, sign_in_policy
from fairdue.identity.queries.sessions import SESSION, SessionFacts, session_of
from fairdue.people.actors import Actor, Cardholder
from fairdue.people.rules import require

NOTED_EVERY = timedelta(minutes=1)
"""Use within a minute of the last is not written again."""


def start(request: SignInRequest, *, at: datetime) -> str:
    """Begin a session for the person of a request whose code was right; gives its token.

    Runs in the caller's transaction.
    """
    assert request.customer_id and request.contact_point_id
    token = secrets.token_urlsafe(32)
    entry = enter(
        "signed_in",
        actor=Cardholder(request.customer_id).username,
        at=at,
        rule=SIGN_IN_RULE,
        subject=f"sign_in:{request.pk}",
        customer_id=request.customer_id,
        details={"contact_point": request.contact_point_id},
    )
    session = Session.objects.create(
        token_digest=digest(SESSION, token),
        customer_id=request.customer_id,
        contact_point_id=request.contact_point_id,
        request=request,
        started_at=at,
        expires_at=at + sign_in_policy(at).session_lasts,
        journal_entry=entry,
    )
    SessionUse.objects.create(session=session, used_at=at)
    return token


def use(*, token: str, at: datetime) -> SessionFacts | None:
    """The session of a token, now used; None where there is none that counts.

    What the cardholder's pages call with each request: use keeps a session from going idle.
    """
    found = session_of(token, at)
    if found is not None and at - found.used_at >= NOTED_EVERY:
        SessionUse.objects.filter(session_id=found.id, used_at__lt=at).update(used_at=at)
    return found


def end(*, token: str, at: datetime, reason: EndReason = EndReason.SIGNED_OUT) -> None:
    """End the session of a token. One that ended already, or never was, is no error."""
    with transaction.atomic():
        found = Session.objects.select_for_update().filter(
            token_digest=digest(SESSION, token), ended_at=None
        )
        for session in found:
            _end(session, reason, Cardholder(session.customer_id).username, at)


def end_all(*, customer_id: int, actor: Actor, at: datetime, keep_token: str = "") -> int:
    """End every session of a customer, but that of `keep_token`; gives how many.

    Raises Refused for a role that may not, and a cardholder for anybody else's.
    """
    require(actor, "end_sessions", customer_id)
    with transaction.atomic():
        found = Session.objects.select_for_update().filter(customer_id=customer_id, ended_at=None)
        if keep_token:
            found = found.exclude(token_digest=digest(SESSION, keep_token))
        ended = list(found)
        for session in ended:
            _end(session, EndReason.EVERYWHERE, actor.username, at)
    return len(ended)


def end_one(*, session_id: int, customer_id: int, actor: Actor, at: datetime) -> None:
    """End one session of a customer's list. Raises Refused as `end_all` does."""
    require(actor, "end_sessions", customer_id)
    with transaction.atomic():
        found = Session.objects.select_for_update().filter(
            pk=session_id, customer_id=customer_id, ended_at=None
        )
        for session in found:
            _end(session, EndReason.SIGNED_OUT, actor.username, at)


def end_of_contact_point(contact_point_id: int, *, at: datetime) -> None:
    """End every session that began with a code sent to what turns out to be somebody else's.

    Runs in the transaction that puts this on record.
    """
    found = Session.objects.select_for_update().filter(
        contact_point_id=contact_point_id, ended_at=None
    )
    for session in found:
        _end(session, EndReason.NOT_THEIRS, SYSTEM, at)


def _end(session: Session, reason: EndReason, actor: str, at: datetime) -> None:
    session.journal_entry = enter(
        "session_ended",
        actor=actor,
        at=at,
        rule=SIGN_IN_RULE,
        subject=f"session:{session.pk}",
        customer_id=session.customer_id,
        details={"reason": reason.value},
    )
    session.ended_at, session.end_reason = at, reason
    session.save(update_fields=["ended_at", "end_reason", "journal_entry"])
