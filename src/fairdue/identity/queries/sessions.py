"""Whose session a token is, and which sessions a cardholder has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fairdue.identity.digests import digest
from fairdue.identity.models import Session
from fairdue.identity.queries.policy import sign_in_policy
from fairdue.people.actors import Cardholder

SESSION = "session"
"""What the digests of sessions' tokens are for."""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session that counts."""

    id: int
    customer_id: int
    started_at: datetime
    used_at: datetime
    idle_at: datetime
    """When it ends unless it is used before."""
    expires_at: datetime
    """When it ends however much it is used."""
    point_masked: str
    """The contact point its code went to, masked."""

    @property
    def actor(self) -> Cardholder:
        """Who acts in it."""
        return Cardholder(self.customer_id)


def session_of(token: str, at: datetime) -> SessionFacts | None:
    """The session of a token, or None: unknown, ended, idle too long, or past its time.

    One whose contact point is somebody else's, whatever says so, counts no more either.
    """
    if not token:
        return None
    found = _standing(at).filter(token_digest=digest(SESSION, token)).first()
    return _facts(found, at) if found else None


def sessions_of(customer_id: int, at: datetime) -> list[SessionFacts]:
    """Every session of a customer that counts, the last used first."""
    found = (_facts(row, at) for row in _standing(at).filter(customer_id=customer_id))
    return sorted((each for each in found if each), key=lambda each: each.used_at, reverse=True)


def _standing(at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(
        ended_at=None, expires_at__gt=at, contact_point__not_theirs_since_at=None
    ).select_related("use", "contact_point")


def _facts(session: Session, at: datetime) -> SessionFacts | None:
    idle_at = session.use.used_at + sign_in_policy(at).idle
    if at >= idle_at:
        return None
    return SessionFacts(
        session.pk,
        session.customer_id,
        session.started_at,
        session.use.used_at,
        min(idle_at, session.expires_at),
        session.expires_at,
        session.contact_point.value_masked,
    )
