"""Sets up where events are sent, and who may send to us; all journalled."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction

from fairdue.integration.actions.tokens import name_given
from fairdue.integration.models import Endpoint, Source
from fairdue.integration.queries.policy import webhook_policy
from fairdue.integration.rules.addresses import target_of
from fairdue.integration.rules.events import EVENTS
from fairdue.integration.rules.signatures import secret_text
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.vault.sealing import vault

Row = TypeVar("Row", Endpoint, Source)

SECRET_BYTES = 32


def add_endpoint(
    *, name: str, url: str, actions: Collection[str] = (), actor: Actor, at: datetime
) -> tuple[Endpoint, str]:
    """A new address to send events to, and the secret they are signed with: shown once.

    `actions` are those of `rules.events.EVENTS`; none means all. Raises Refused for a name that is
    taken or no name, an address we may not send to, an unknown event, and for a role that may not.
    """
    require(actor, "manage_webhooks")
    name_given(name)
    target_of(url, private=settings.WEBHOOKS_PRIVATE)
    known = _actions(actions)
    secret = secrets.token_bytes(SECRET_BYTES)
    try:
        with transaction.atomic():
            endpoint = Endpoint.objects.create(
                name=name,
                url=url,
                actions=known,
                secret_sealed=vault().seal(secret_text(secret)),
                made_by=actor.username,
                made_at=at,
                journal_entry=_enter("webhook_added", name, actor, at, {"actions": known}),
            )
    except IntegrityError:
        raise _taken(name) from None
    return endpoint, secret_text(secret)


def add_source(*, name: str, actor: Actor, at: datetime) -> tuple[Source, str]:
    """A system that may tell us of payments, and the secret it signs with: shown once.

    Raises Refused for a name that is taken or no name, and for a role that may not.
    """
    require(actor, "administer")
    name_given(name)
    secret = secrets.token_bytes(SECRET_BYTES)
    try:
        with transaction.atomic():
            source = Source.objects.create(
                name=name,
                secret_sealed=vault().seal(secret_text(secret)),
                made_by=actor.username,
                made_at=at,
                journal_entry=_enter("source_added", name, actor, at, {}),
            )
    except IntegrityError:
        raise _taken(name) from None
    return source, secret_text(secret)


def set_endpoint_active(*, name: str, active: bool, actor: Actor, at: datetime) -> Endpoint:
    """Stop sending to an address, or begin again; what waits meanwhile is sent then.

    Raises Refused where there is none of that name, and for a role that may not.
    """
    require(actor, "manage_webhooks")
    with transaction.atomic():
        endpoint = _locked(Endpoint, name)
        action = "webhook_resumed" if active else "webhook_stopped"
        endpoint.journal_entry = _enter(action, name, actor, at, {})
        endpoint.is_active = active
        endpoint.save(update_fields=["is_active", "journal_entry"])
    return endpoint


def set_source_active(*, name: str, active: bool, actor: Actor, at: datetime) -> Source:
    """Believe a system no more, or again. Raises Refused as `set_endpoint_active` does."""
    require(actor, "administer")
    with transaction.atomic():
        source = _locked(Source, name)
        action = "source_resumed" if active else "source_stopped"
        source.journal_entry = _enter(action, name, actor, at, {})
        source.is_active = active
        source.save(update_fields=["is_active", "journal_entry"])
    return source


def change_secret(*, kind: type[Row], name: str, actor: Actor, at: datetime) -> str:
    """A new secret, shown once. The former one goes along for as long as policy says.

    Raises Refused where there is none of that name, and for a role that may not.
    """
    require(actor, "manage_webhooks" if kind is Endpoint else "administer")
    secret = secret_text(secrets.token_bytes(SECRET_BYTES))
    with transaction.atomic():
        row = _locked(kind, name)
        word = "webhook" if kind is Endpoint else "source"
        row.journal_entry = _enter(f"{word}_secret_changed", name, actor, at, {})
        row.former_secret_sealed = row.secret_sealed
        row.former_until = at + webhook_policy(at).former_secret_kept
        row.secret_sealed = vault().seal(secret)
        row.save()
    return secret


def _locked(kind: type[Row], name: str) -> Row:
    row = kind.objects.select_for_update().filter(name=name).first()
    if row is None:
        raise Refused(Text(f"There is no connection called {name}.", f"没有名为“{name}”的对接。"))
    return row


def _actions(actions: Collection[str]) -> list[str]:
    unknown = sorted(set(actions) - set(EVENTS))
    if unknown:
        raise Refused(
            Text(
                f"There is no event {unknown[0]!r}; there are {', '.join(EVENTS)}.",
                f"没有“{unknown[0]}”这种事件；可选：{'、'.join(EVENTS)}。",
            )
        )
    return [action for action in EVENTS if action in set(actions)]


def _enter(action: str, name: str, actor: Actor, at: datetime, details: dict[str, object]) -> Entry:
    return record(
        actor=actor.username, action=action, at=at, subject=f"system:{name}", details=details
    )


def _taken(name: str) -> Refused:
    return Refused(
        Text(f"The name {name} is taken; choose another.", f"名称“{name}”已被使用，请另取名称。")
    )
