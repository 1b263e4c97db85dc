"""Looks up the tokens of other systems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.integration.models import Token, TokenUse


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token as administrators see it."""

    name: str
    shown: str
    """How it begins."""
    scopes: tuple[str, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str
    """valid | expired | revoked"""


def tokens(at: datetime) -> list[TokenFacts]:
    """Every token: valid ones first, then by name."""
    used = dict(TokenUse.objects.values_list("token_id", "last_used_at"))
    found = [_facts(token, used.get(token.pk), at) for token in Token.objects.all()]
    return sorted(found, key=lambda token: (token.state != "valid", token.name))


def _facts(token: Token, last_used_at: datetime | None, at: datetime) -> TokenFacts:
    state = "revoked" if token.revoked_at else "expired" if token.expires_at <= at else "valid"
    return TokenFacts(
        token.name,
        token.shown,
        tuple(token.scopes),
        token.made_by,
        token.made_at,
        token.expires_at,
        last_used_at,
        state,
    )
