"""Sums over promises, and the rows behind them, for reporting.

A promise that fell due is one whose date lies in the span and that has been settled: kept,
partly kept or broken. Open, replaced and withdrawn promises are in none of those sums.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Least, TruncDate

from fairdue.engine.copy import copy_out
from fairdue.negotiation.models import Promise, PromiseState

SETTLED = (PromiseState.KEPT, PromiseState.PARTIAL, PromiseState.BROKEN)
SET_ASIDE = (PromiseState.SUPERSEDED, PromiseState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class DueTally:
    """Settled promises whose date lies in a span; money in minor units of one currency."""

    kept: int
    partial: int
    broken: int
    promised_minor: int
    paid_minor: int
    """Paid against them, each at most its promise."""

    @property
    def settled(self) -> int:
        """How many promises have an end."""
        return self.kept + self.partial + self.broken


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise, without personal data beyond the mask."""

    promise_id: int
    made_at: datetime
    case_id: int
    name_masked: str
    amount_minor: int
    currency: str
    due_on: date
    state: str
    paid_minor: int


def promises_taken(start: datetime, end: datetime, currency: str) -> tuple[int, int]:
    """How many promises were made in [start, end), and the money of those not set aside."""
    sums = _made(start, end, currency).aggregate(
        number=Count("id"), money=Sum("amount_minor", filter=~Q(state__in=SET_ASIDE))
    )
    return sums["number"], sums["money"] or 0


def promises_made(start: datetime, end: datetime) -> int:
    """How many promises were made in [start, end), in any currency."""
    return _made(start, end, None).count()


def promises_by_day(
    start: datetime, end: datetime, currency: str, zone: ZoneInfo
) -> list[tuple[date, int]]:
    """Days on which promises were made, and how many."""
    rows = (
        _made(start, end, currency)
        .annotate(day=TruncDate("made_at", tzinfo=zone))
        .values_list("day")
        .annotate(number=Count("id"))
        .order_by("day")
    )
    return list(rows)


def due_tally(first: date, last: date, currency: str) -> DueTally:
    """Settled promises that fell due on the days from `first` to `last`, both included."""
    capped = Least(F("paid_minor"), F("amount_minor"))
    sums = _due(first, last, currency).aggregate(
        kept=Count("id", filter=Q(state=PromiseState.KEPT)),
        partial=Count("id", filter=Q(state=PromiseState.PARTIAL)),
        broken=Count("id", filter=Q(state=PromiseState.BROKEN)),
        promised_minor=Sum("amount_minor", default=0),
        paid_minor=Sum(capped, default=0),
    )
    return DueTally(**sums)


def taken_rows(
    start: datetime,
    end: datetime,
    currency: str | None,
    *,
    set_aside: bool = True,
    offset: int = 0,
    limit: int | None = 100,
) -> tuple[list[PromiseRow], int]:
    """Promises made in the span, newest first, of one currency or (None) of all.

    `set_aside` False leaves replaced and withdrawn ones out.
    """
    found = _made(start, end, currency)
    if not set_aside:
        found = found.exclude(state__in=SET_ASIDE)
    return _page(found.order_by("-made_at", "-id"), offset, limit)


def due_rows(
    first: date,
    last: date,
    currency: str,
    *,
    states: Collection[str] = SETTLED,
    offset: int = 0,
    limit: int | None = 100,
) -> tuple[list[PromiseRow], int]:
    """Settled promises that fell due in the span, newest first."""
    found = _due(first, last, currency).filter(state__in=states)
    return _page(found.order_by("-due_on", "-id"), offset, limit)


def currencies() -> list[str]:
    """Currencies in which promises were ever made."""
    return sorted(Promise.objects.values_list("currency", flat=True).distinct())


def _made(start: datetime, end: datetime, currency: str | None) -> QuerySet[Promise]:
    made = Promise.objects.filter(made_at__gte=start, made_at__lt=end)
    return made if currency is None else made.filter(currency=currency)


def _due(first: date, last: date, currency: str) -> QuerySet[Promise]:
    return Promise.objects.filter(
        due_on__gte=first, due_on__lte=last, currency=currency, state__in=SETTLED
    )


def _page(found: QuerySet[Promise], offset: int, limit: int | None) -> tuple[list[PromiseRow], int]:
    rows = found.values_list(
        "id",
        "made_at",
        "case_id",
        "customer__name_masked",
        "amount_minor",
        "currency",
        "due_on",
        "state",
        "paid_minor",
    )
    page = rows[offset:] if limit is None else rows[offset : offset + limit]
    return [PromiseRow(*row) for row in page], found.count()


BROKEN: dict[str, pl.DataType] = {"customer_ref": pl.String(), "day": pl.Date()}

BROKEN_BETWEEN = """
    SELECT customer.customer_ref, promise.settled_on AS day
    FROM negotiation_promise AS promise
    JOIN portfolio_customer AS customer ON customer.id = promise.customer_id
    WHERE promise.state = 'broken'
      AND promise.settled_on > %(after)s AND promise.settled_on <= %(until)s
    ORDER BY customer.customer_ref, promise.settled_on, promise.id
"""


def broken_between(after: date, until: date) -> pl.DataFrame:
    """BROKEN: everyone's promises found broken after one day and up to another."""
    with connection.cursor() as cursor:
        return copy_out(cursor, BROKEN_BETWEEN, {"after": after, "until": until}, BROKEN)


LAGS: dict[str, pl.DataType] = {
    "made_at": pl.Datetime("us", "UTC"),
    "case_id": pl.Int64(),
    "name_masked": pl.String(),
    "amount_minor": pl.Int64(),
    "currency": pl.String(),
    "due_on": pl.Date(),
    "state": pl.String(),
    "lag_days": pl.Int64(),
}

KEPT_BETWEEN = """
    SELECT promise.made_at, promise.case_id, customer.name_masked, promise.amount_minor,
           promise.currency, promise.due_on, promise.state,
           CASE WHEN promise.state = 'kept' THEN greatest(
               promise.settled_on - (promise.made_at AT TIME ZONE %(zone)s)::date, 0) END::bigint
               AS lag_days
    FROM negotiation_promise AS promise
    JOIN portfolio_customer AS customer ON customer.id = promise.customer_id
    WHERE promise.due_on BETWEEN %(first)s AND %(last)s AND promise.currency = %(currency)s
      AND promise.state = ANY (%(settled)s)
    ORDER BY promise.due_on DESC, promise.id DESC
"""


def kept_between(first: date, last: date, currency: str, zone: ZoneInfo) -> pl.DataFrame:
    """LAGS: settled promises that fell due; days from promise to payment where it was kept."""
    values = {
        "first": first,
        "last": last,
        "currency": currency,
        "zone": zone.key,
        "settled": [str(state) for state in SETTLED],
    }
    with connection.cursor() as cursor:
        return copy_out(cursor, KEPT_BETWEEN, values, LAGS)
