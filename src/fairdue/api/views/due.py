"""What falls due on a day, of everyone: promises, and instalments of agreements that run."""

from __future__ import annotations

from datetime import date

from ninja import Query, Router, Schema
from pydantic import Field

from fairdue.api.calls import ApiRequest, reads
from fairdue.api.fields import Day, Listed, Page, Sum
from fairdue.negotiation.queries.falling_due import (
    InstalmentRow,
    instalments_due_on,
    promises_due_on,
)
from fairdue.negotiation.queries.promises import PromiseFacts

router = Router(tags=["Promises, offers and agreements"])


class DayPage(Page):
    """Which day, and which part of its list."""

    on: Day


class PromiseDue(Schema):
    """A promise that is still open."""

    id: int
    customer_id: int
    amount: Sum
    due_on: date
    paid: Sum


class InstalmentDue(Schema):
    """An instalment that isn't paid in full yet."""

    id: int
    customer_id: int
    agreement_id: int
    number: int = Field(description="1 for the agreement's first")
    due_on: date
    amount: Sum
    paid: Sum
    left: Sum
    state: str


@reads(router, "/promises/due", scope="promises:read", response=Listed[PromiseDue])
def promises_due(request: ApiRequest, page: Query[DayPage]) -> Listed[PromiseDue]:
    """Everyone's open promises due on a day."""
    rows = promises_due_on(page.on, after_id=page.after or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = str(shown[-1].id) if len(rows) > page.limit else None
    return Listed(items=[_promise(each) for each in shown], next=following)


@reads(router, "/instalments/due", scope="agreements:read", response=Listed[InstalmentDue])
def instalments_due(request: ApiRequest, page: Query[DayPage]) -> Listed[InstalmentDue]:
    """Everyone's unpaid instalments due on a day, of agreements that run."""
    rows = instalments_due_on(page.on, after_id=page.after or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = str(shown[-1].id) if len(rows) > page.limit else None
    return Listed(items=[_instalment(each) for each in shown], next=following)


def _promise(facts: PromiseFacts) -> PromiseDue:
    return PromiseDue(
        id=facts.id,
        customer_id=facts.customer_id,
        amount=Sum.of(facts.amount),
        due_on=facts.due_on,
        paid=Sum.of(facts.paid),
    )


def _instalment(row: InstalmentRow) -> InstalmentDue:
    return InstalmentDue(
        id=row.id,
        customer_id=row.facts.customer_id,
        agreement_id=row.facts.agreement_id,
        number=row.facts.number,
        due_on=row.facts.due_on,
        amount=Sum.of(row.facts.amount),
        paid=Sum.of(row.facts.paid),
        left=Sum.of(row.facts.left),
        state=row.facts.state,
    )
