"""What is owed on a day, and how it came about, line by line."""

from __future__ import annotations

from datetime import date

from ninja import Query, Router, Schema
from pydantic import BaseModel, Field

from fairdue.api.calls import ApiRequest, reads
from fairdue.api.fields import Day, Id, Listed, Sum, words
from fairdue.api.views.customers import known
from fairdue.kernel.calendars import local_day
from fairdue.portfolio.queries.balances import owed_on
from fairdue.portfolio.queries.terms import zone
from fairdue.portfolio.rules.balance import Explanation, Line, Parts

router = Router(tags=["Balances"])


class OnDay(BaseModel):
    """At the end of which day; today where none is named."""

    on: Day | None = None


class PartsOut(Schema):
    """By component; the credit is what was paid too much."""

    principal: Sum
    interest: Sum
    fees: Sum
    instalment_fee: Sum
    credit: Sum


class LineOut(Schema):
    """One line; the lines' amounts add up to the total."""

    on: date
    kind: str
    text: str = Field(description="In the language asked for")
    amount: Sum
    split: PartsOut
    total: Sum = Field(description="What was owed after it")
    since_on: date | None
    days: int | None
    rate_per_day: str | None
    base: Sum | None
    ref: str
    rule: str
    source: str | None = Field(description="Where the rule stands, in the language asked for")


class BalanceOut(Schema):
    """What is owed on one account at the end of a day, and why."""

    account_ref: str
    card_last4: str
    currency: str
    on: date
    figures_on: date = Field(description="The day of the issuer's figures that it rests on")
    total: Sum = Field(description="Below zero where too much was paid")
    past_due: Sum
    parts: PartsOut
    lines: list[LineOut]


@reads(
    router,
    "/customers/{customer_id}/balances",
    scope="balances:read",
    response=Listed[BalanceOut],
)
def balances(request: ApiRequest, customer_id: Id, page: Query[OnDay]) -> Listed[BalanceOut]:
    """Each account with figures, explained. Currencies are never added up."""
    known(customer_id)
    on = page.on or local_day(request.now, zone())
    return Listed(items=[_balance(explained) for explained in owed_on(customer_id, on)])


def _balance(explained: Explanation) -> BalanceOut:
    currency = explained.currency
    return BalanceOut(
        account_ref=explained.account_ref,
        card_last4=explained.card_last4,
        currency=currency,
        on=explained.on,
        figures_on=explained.figures_on,
        total=Sum.minor(explained.total_minor, currency),
        past_due=Sum.minor(explained.past_due_minor, currency),
        parts=_parts(explained.components, currency),
        lines=[_line(line, currency) for line in explained.lines],
    )


def _line(line: Line, currency: str) -> LineOut:
    return LineOut(
        on=line.on,
        kind=line.kind,
        text=words(line.text),
        amount=Sum.minor(line.amount_minor, currency),
        split=_parts(line.split, currency),
        total=Sum.minor(line.total_minor, currency),
        since_on=line.since_on,
        days=line.days,
        rate_per_day=None if line.rate is None else str(line.rate),
        base=None if line.base_minor is None else Sum.minor(line.base_minor, currency),
        ref=line.ref,
        rule=line.rule,
        source=words(line.citation.source) if line.citation else None,
    )


def _parts(parts: Parts, currency: str) -> PartsOut:
    return PartsOut(**{name: Sum.minor(minor, currency) for name, minor in parts._asdict().items()})
