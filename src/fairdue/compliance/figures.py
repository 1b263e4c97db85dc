"""Lists of holds over all customers, for the pages of compliance officers and leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from fairdue.compliance.queries import HoldFacts, hold_facts, in_force_rows


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold in force and whom it protects, masked."""

    hold: HoldFacts
    customer_ref: str
    name_masked: str


def holds_by_kind(at: datetime) -> dict[str, int]:
    """Holds in force at a moment, by kind, the commonest first."""
    rows = in_force_rows(at).values_list("kind").annotate(number=Count("id"))
    return dict(rows.order_by("-number", "kind"))


def hold_rows(
    at: datetime, *, kind: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[HoldRow], int]:
    """Holds in force at a moment: those without an end first, then by the nearest end."""
    found = in_force_rows(at)
    if kind:
        found = found.filter(kind=kind)
    rows = found.select_related("customer").order_by("-ends_at", "id").reverse()
    return [
        HoldRow(hold_facts(row), row.customer.customer_ref, row.customer.name_masked)
        for row in rows[offset : offset + limit]
    ], found.count()
