"""Keeps which legal steps may be spoken of to a customer, as other rooms decide them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from fairdue.compliance.models import LegalStep
from fairdue.journal.actions import record


def set_legal_steps(
    *, customer_id: int, of: str, steps: Collection[str], actor: str, at: datetime
) -> bool:
    """Let texts speak of exactly these steps on the strength of a record, such as matter:12.

    Steps that rest on other records stay. Whoever decides them asked who may; tells whether
    anything changed.
    """
    with transaction.atomic():
        rows = LegalStep.objects.select_for_update().filter(
            customer_id=customer_id, of=of, ended_at=None
        )
        known = {row.step: row for row in rows.order_by("pk")}
        begun = sorted(set(steps) - set(known))
        over = sorted(set(known) - set(steps))
        if not begun and not over:
            return False
        entry = record(
            actor=actor,
            action="legal_steps_set",
            at=at,
            subject=of,
            customer_id=customer_id,
            details={"begun": begun, "ended": over},
        )
        for step in over:
            row = known[step]
            row.ended_at, row.journal_entry = at, entry
            row.save(update_fields=["ended_at", "journal_entry"])
        for step in begun:
            LegalStep.objects.create(
                customer_id=customer_id, step=step, of=of, from_at=at, journal_entry=entry
            )
    return True
