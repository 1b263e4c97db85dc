"""Looks up promises: of one customer, and everyone's history for the night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from fairdue.engine.copy import copy_out
from fairdue.kernel.money import Money, minor_digits
from fairdue.kernel.text import Text, day_in_words
from fairdue.kernel.timeline import Moment, Tone
from fairdue.negotiation.models import Promise, PromiseState
from fairdue.negotiation.rules import PromiseTerms
from fairdue.rulebook.packs import pack

POLICY = "policy/default"
PROMISE_RULE = "LENDER-PROMISE"

STATE_NAMES = {
    PromiseState.OPEN: Text("open", "未到期"),
    PromiseState.KEPT: Text("kept", "已履约"),
    PromiseState.PARTIAL: Text("partly kept", "部分履约"),
    PromiseState.BROKEN: Text("broken", "跳票"),
    PromiseState.SUPERSEDED: Text("replaced by a newer one", "被新承诺取代"),
    PromiseState.WITHDRAWN: Text("withdrawn", "已撤回"),
}
TONES: dict[PromiseState, Tone] = {PromiseState.KEPT: "good", PromiseState.BROKEN: "bad"}


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """A promise as screens show it."""

    id: int
    customer_id: int
    case_id: int
    amount: Money
    due_on: date
    channel: str
    made_at: datetime
    taken_by: str
    state: str
    state_name: Text
    paid: Money
    settled_on: date | None


def zone() -> ZoneInfo:
    """The zone whose days promises are made and due by."""
    return ZoneInfo(timezone.get_default_timezone_name())


def terms_on(day: date, currency: str) -> PromiseTerms:
    """What a promise may be on a day, in a currency."""
    policy = pack(POLICY)
    tolerance = policy.value(PROMISE_RULE, "tolerance", day).value
    return PromiseTerms(
        days_max=int(policy.value(PROMISE_RULE, "days_max", day).value),
        grace_days=int(policy.value(PROMISE_RULE, "grace_days", day).value),
        tolerance_minor=int(tolerance.get(currency, 0)) * 10 ** minor_digits(currency),
    )


def promises_of(customer_id: int, limit: int = 50) -> list[PromiseFacts]:
    """The customer's promises, newest first."""
    rows = Promise.objects.filter(customer_id=customer_id).order_by("-made_at", "-id")
    return [promise_facts(row) for row in rows[:limit]]


def open_promise(customer_id: int) -> PromiseFacts | None:
    """The promise that is running, if any."""
    row = Promise.objects.filter(customer_id=customer_id, state=PromiseState.OPEN).first()
    return promise_facts(row) if row else None


def promises_due(first: date, last: date, limit: int = 1000) -> list[PromiseFacts]:
    """Open promises that fall due on these days, in order."""
    rows = Promise.objects.filter(state=PromiseState.OPEN, due_on__range=(first, last))
    return [promise_facts(row) for row in rows.order_by("due_on", "id")[:limit]]


def broken_promises(since: date, limit: int = 1000) -> list[PromiseFacts]:
    """Promises broken or partly kept since a day that are their customer's newest, in order."""
    rows = Promise.objects.filter(
        state__in=[PromiseState.BROKEN, PromiseState.PARTIAL], settled_on__gte=since
    ).exclude(
        Exists(
            Promise.objects.filter(customer=OuterRef("customer"), made_at__gt=OuterRef("made_at"))
        )
    )
    return [promise_facts(row) for row in rows.order_by("due_on", "id")[:limit]]


def promise_facts(row: Promise) -> PromiseFacts:
    """A row as others may see it."""
    return PromiseFacts(
        id=row.pk,
        customer_id=row.customer_id,
        case_id=row.case_id,
        amount=Money(row.amount_minor, row.currency),
        due_on=row.due_on,
        channel=row.channel,
        made_at=row.made_at,
        taken_by=row.taken_by,
        state=row.state,
        state_name=STATE_NAMES[PromiseState(row.state)],
        paid=Money(row.paid_minor, row.currency),
        settled_on=row.settled_on,
    )


HISTORY_COLUMNS = {
    "customer_ref": pl.String(),
    "broken_promises": pl.Int16(),
    "kept_promises": pl.Int16(),
    "promise_open": pl.Boolean(),
}

HISTORY = """
SELECT customer.customer_ref,
       count(*) FILTER (WHERE promise.state = 'broken'),
       count(*) FILTER (WHERE promise.state = 'kept'),
       bool_or(promise.state = 'open')
FROM negotiation_promise AS promise
JOIN portfolio_customer AS customer ON customer.id = promise.customer_id
GROUP BY customer.customer_ref
ORDER BY customer.customer_ref
"""


def promise_history() -> pl.DataFrame:
    """How customers kept their promises so far, in customer_ref order.

    Columns: customer_ref, broken_promises, kept_promises, promise_open. Customers who never
    promised anything are not in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(HISTORY)
        return pl.DataFrame(cursor.fetchall(), schema=HISTORY_COLUMNS, orient="row")


def timeline(customer_id: int, limit: int = 50) -> list[Moment]:
    """Promises as lines of the timeline, newest first."""
    return moments_of(promises_of(customer_id, limit))


def moments_of(promises: Sequence[PromiseFacts]) -> list[Moment]:
    """The timeline from promises that were looked up already."""
    return [_moment(promise) for promise in promises]


def _moment(promise: PromiseFacts) -> Moment:
    name, due_on = promise.state_name, day_in_words(promise.due_on)
    return Moment(
        at=promise.made_at,
        kind="promise",
        title=Text(f"Promise, {name.en}", f"承诺还款，{name.zh}"),
        detail=Text(f"{promise.amount} by {due_on.en}", f"{due_on.zh}前还{promise.amount}"),
        actor=promise.taken_by,
        tone=TONES.get(PromiseState(promise.state), "neutral"),
    )


PROMISE_COLUMNS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "made_on": pl.Date(),
    "due_on": pl.Date(),
    "settled_on": pl.Date(),
    "state": pl.String(),
    "amount_minor": pl.Int64(),
    "currency": pl.String(),
}

ALL_PROMISES = """
SELECT customer.customer_ref, (promise.made_at AT TIME ZONE %(zone)s)::date AS made_on,
       promise.due_on, promise.settled_on, promise.state, promise.amount_minor, promise.currency
FROM negotiation_promise AS promise
JOIN portfolio_customer AS customer ON customer.id = promise.customer_id
ORDER BY customer.customer_ref, promise.id
"""


def promises_by_day() -> pl.DataFrame:
    """Every promise with the days on which it was made, is due and was settled (PROMISE_COLUMNS).

    Enough to see who had promised what on any past day.
    """
    with connection.cursor() as cursor:
        return copy_out(cursor, ALL_PROMISES, {"zone": zone().key}, PROMISE_COLUMNS)
