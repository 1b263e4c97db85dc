"""Journal entries of this room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairdue.identity.queries.policy import POLICY
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.rulebook.packs import pack

VISITOR = "visitor"
"""Who acts before anybody proved who they are."""
SYSTEM = "system"


def enter(
    action: str,
    *,
    actor: str,
    at: datetime,
    rule: str,
    subject: str = "",
    customer_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> Entry:
    """An entry under one of this room's rules of the lender's policy."""
    return record(
        actor=actor,
        action=action,
        at=at,
        subject=subject,
        customer_id=customer_id,
        details=details,
        rules=under(rule),
    )


def under(rule: str) -> list[dict[str, str]]:
    """A rule of this room's, as an entry names it."""
    return [{"rule": rule, "pack": POLICY, "version": pack(POLICY).version}]
