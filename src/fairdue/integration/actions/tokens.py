"""Gives other systems their tokens, and takes them back; all journalled."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from fairdue.integration.models import Token
from fairdue.integration.queries.policy import api_policy
from fairdue.integration.rules import tokens
from fairdue.integration.rules.scopes import checked
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require


def make_token(
    *, name: str, scopes: Collection[str], days: int, actor: Actor, at: datetime
) -> tuple[Token, str]:
    """A new token for the system of that name, and how it is spelled: shown once, kept nowhere.

    Raises Refused for a name that is taken or no name, an unknown scope or none, more days than
    policy lets it last, and for a role that may not.
    """
    require(actor, "administer")
    name_given(name)
    known = checked(scopes)
    days_max = api_policy(at).token_days_max
    if not 1 <= days <= days_max:
        raise Refused(
            Text(f"A token lasts 1 to {days_max} days.", f"令牌有效期为1至{days_max}天。")
        )
    spelled = tokens.token_of(secrets.token_bytes(tokens.RANDOM_BYTES))
    try:
        with transaction.atomic():
            entry = record(
                actor=actor.username,
                action="token_made",
                at=at,
                subject=f"system:{name}",
                details={"scopes": list(known), "days": days},
            )
            token = Token.objects.create(
                name=name,
                digest=tokens.digest(spelled),
                shown=spelled[: tokens.SHOWN_LENGTH],
                scopes=list(known),
                made_by=actor.username,
                made_at=at,
                expires_at=at + timedelta(days=days),
                journal_entry=entry,
            )
    except IntegrityError:
        raise Refused(
            Text(
                f"There is a token for {name} already. Revoke it first, or choose another name.",
                f"“{name}”的令牌已存在。请先吊销，或另取名称。",
            )
        ) from None
    return token, spelled


def revoke_token(*, name: str, actor: Actor, at: datetime) -> Token:
    """End a token at once. Raises Refused where there is none that is valid."""
    require(actor, "administer")
    with transaction.atomic():
        token = Token.objects.select_for_update().filter(name=name, revoked_at=None).first()
        if token is None:
            raise Refused(
                Text(f"There is no token for {name} to revoke.", f"没有“{name}”的令牌可吊销。")
            )
        token.journal_entry = record(
            actor=actor.username, action="token_revoked", at=at, subject=f"system:{name}"
        )
        token.revoked_at, token.revoked_by = at, actor.username
        token.save(update_fields=["revoked_at", "revoked_by", "journal_entry"])
    return token


def name_given(name: str) -> None:
    """Raise Refused unless a system may be called so."""
    if not tokens.NAME.fullmatch(name):
        raise Refused(
            Text(
                "Name the system with 2 to 40 small letters, digits and dashes, such as "
                "core-banking.",
                "系统名称为2至40个小写字母、数字或短横线，如core-banking。",
            )
        )
