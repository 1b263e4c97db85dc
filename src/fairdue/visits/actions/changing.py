"""The one way a visit or round changes: with its entry, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairdue.journal.actions import record
from fairdue.visits.models import Round, Visit


def change_visit(
    visit: Visit, *, action: str, actor: str, at: datetime, details: dict[str, Any], **fields: Any
) -> None:
    """Give a locked visit new values of `fields`, under an entry of its own."""
    visit.journal_entry = record(
        actor=actor,
        action=action,
        at=at,
        subject=f"visit:{visit.pk}",
        customer_id=visit.customer_id,
        details=details,
    )
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save(update_fields=[*fields, "journal_entry"])


def change_round(
    found: Round, *, action: str, actor: str, at: datetime, details: dict[str, Any], **fields: Any
) -> None:
    """Give a locked round new values of `fields`, under an entry of its own."""
    found.journal_entry = record(
        actor=actor, action=action, at=at, subject=f"round:{found.pk}", details=details
    )
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=[*fields, "journal_entry"])
