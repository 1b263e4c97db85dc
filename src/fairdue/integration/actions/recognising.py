"""Recognises who calls by their token, and counts their calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fairdue.integration.models import Token
from fairdue.integration.queries.policy import api_policy
from fairdue.integration.rules.tokens import digest
from fairdue.people.actors import Machine

COUNT = """
INSERT INTO integration_tokenuse AS known (token_id, last_used_at, minute, calls)
VALUES (%(token)s, %(at)s, %(minute)s, 1)
ON CONFLICT (token_id) DO UPDATE SET
    last_used_at = greatest(known.last_used_at, excluded.last_used_at),
    calls = CASE WHEN known.minute = excluded.minute THEN known.calls + 1 ELSE 1 END,
    minute = excluded.minute
RETURNING calls
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """A connected system that proved who it is."""

    token_id: int
    name: str
    scopes: frozenset[str]

    @property
    def machine(self) -> Machine:
        """Who acts."""
        return Machine(self.name)

    @property
    def asked_by(self) -> str:
        """Whose idempotency keys are theirs."""
        return f"token:{self.token_id}"


def caller_of(token: str, at: datetime) -> Caller | None:
    """Whose token it is; None for an unknown, expired or revoked one."""
    wanted = digest(token)
    if wanted is None:
        return None
    found = (
        Token.objects.filter(digest=wanted, revoked_at=None, expires_at__gt=at)
        .values_list("pk", "name", "scopes")
        .first()
    )
    return Caller(found[0], found[1], frozenset(found[2])) if found else None


def seconds_to_wait(caller: Caller, at: datetime) -> int:
    """Count a call. 0, or in how many seconds to call again when there were too many."""
    seconds = int(at.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"token": caller.token_id, "at": at, "minute": seconds // 60})
        (calls,) = cursor.fetchone()
    return 60 - seconds % 60 if calls > api_policy(at).calls_per_minute_max else 0
