"""Looks up what falls due on a day, in pages: for other systems, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairdue.negotiation.models import AgreementInstalment, InstalmentState, Promise, PromiseState
from fairdue.negotiation.queries.agreements import InstalmentFacts, instalment_facts
from fairdue.negotiation.queries.promises import PromiseFacts, promise_facts
from fairdue.negotiation.rules.agreements import RUNNING


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """An instalment, and the number that a page goes on after."""

    id: int
    facts: InstalmentFacts


def promises_due_on(day: date, *, after_id: int, limit: int) -> list[PromiseFacts]:
    """Open promises due on a day with higher numbers than `after_id`, in order."""
    rows = Promise.objects.filter(state=PromiseState.OPEN, due_on=day, pk__gt=after_id)
    return [promise_facts(row) for row in rows.order_by("pk")[:limit]]


def instalments_due_on(day: date, *, after_id: int, limit: int) -> list[InstalmentRow]:
    """Instalments of running agreements due on a day, not yet paid, numbered above `after_id`."""
    rows = (
        AgreementInstalment.objects.filter(
            due_on=day, pk__gt=after_id, agreement__state__in=sorted(RUNNING)
        )
        .exclude(state=InstalmentState.PAID)
        .select_related("agreement")
        .order_by("pk")
    )
    return [
        InstalmentRow(row.pk, instalment_facts(row, row.agreement.currency)) for row in rows[:limit]
    ]
