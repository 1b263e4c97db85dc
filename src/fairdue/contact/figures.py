"""Sums over attempts and permits, and the rows behind them, for reporting.

Spans are half-open: from `start` up to, not including, `end`; both are aware moments. A call
counts once it has an outcome; open calls are in no sum but `attempts_by_channel`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, Func, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from fairdue.contact.models import (
    RIGHT_PARTY,
    SPOKEN,
    UNANSWERED,
    UNMADE,
    Attempt,
    Channel,
    Finding,
    Outcome,
    Permit,
)
from fairdue.contact.rules.rejudging import UNLAWFUL

BY_PEOPLE = (Channel.CALL, Channel.VISIT)
"""Channels by which somebody works a case. A reminder that a machine sends is no work on it."""

CONNECTED = SPOKEN - UNANSWERED - {Outcome.MACHINE}
"""Outcomes of calls that a person answered."""


@dataclass(frozen=True, slots=True)
class CallTally:
    """Calls of a span that have an outcome, and the customers they went to."""

    calls: int
    connected: int
    right_party: int
    customers_called: int
    customers_reached: int


@dataclass(frozen=True, slots=True)
class DayOfCalls:
    """One local day's calls with an outcome."""

    day: date
    calls: int
    connected: int
    right_party: int


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt, without personal data beyond the masks."""

    attempt_id: int
    made_at: datetime
    case_id: int | None
    name_masked: str
    value_masked: str
    channel: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CalledCustomer:
    """A customer called in a span, and how often."""

    customer_id: int
    name_masked: str
    calls: int
    connected: int
    right_party: int


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A queued case and the attempts made on it in a span."""

    case_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class PermitRow:
    """One request for a permit and its whole answer, as it was given."""

    permit_id: int
    asked_at: datetime
    asked_by: str
    customer_id: int
    name_masked: str
    channel: str
    granted: bool
    failing: list[str]
    verdict: dict[str, Any]
    terms: dict[str, Any] | None
    """The values it was judged by, with their citations and the packs' versions."""
    template: str
    content_digest: str
    agency: str


def _attempts(start: datetime, end: datetime) -> QuerySet[Attempt]:
    made = Attempt.objects.filter(made_at__gte=start, made_at__lt=end)
    return made.exclude(outcome__in=UNMADE)


def _calls(start: datetime, end: datetime) -> QuerySet[Attempt]:
    return _attempts(start, end).filter(channel=Channel.CALL).exclude(outcome="")


PERMIT_FIELDS = (
    "id",
    "asked_at",
    "asked_by",
    "customer_id",
    "customer__name_masked",
    "channel",
    "granted",
    "failing",
    "verdict",
    "terms__document",
    "template",
    "content_digest",
    "agency",
)
CALLS = Count("id")
CONNECTS = Count("id", filter=Q(outcome__in=CONNECTED))
RIGHT_PARTIES = Count("id", filter=Q(outcome__in=RIGHT_PARTY))


def call_tally(start: datetime, end: datetime) -> CallTally:
    """Calls, connects, right-party calls, and customers called and reached."""
    sums = _calls(start, end).aggregate(
        calls=CALLS,
        connected=CONNECTS,
        right_party=RIGHT_PARTIES,
        customers_called=Count("customer", distinct=True),
        customers_reached=Count("customer", distinct=True, filter=Q(outcome__in=RIGHT_PARTY)),
    )
    return CallTally(**sums)


def calls_by_day(start: datetime, end: datetime, zone: ZoneInfo) -> list[DayOfCalls]:
    """Days with at least one call, in order; days are of `zone`."""
    rows = (
        _calls(start, end)
        .annotate(day=TruncDate("made_at", tzinfo=zone))
        .values("day")
        .annotate(calls=CALLS, connected=CONNECTS, right_party=RIGHT_PARTIES)
        .order_by("day")
    )
    return [
        DayOfCalls(row["day"], row["calls"], row["connected"], row["right_party"]) for row in rows
    ]


def attempts_by_channel(start: datetime, end: datetime) -> dict[str, int]:
    """Attempts per channel, those still open included; the most used channel first."""
    rows = _attempts(start, end).values_list("channel").annotate(number=Count("id"))
    return dict(rows.order_by("-number", "channel"))


def calls_by_outcome(start: datetime, end: datetime) -> dict[str, int]:
    """Calls per outcome, the commonest first."""
    rows = _calls(start, end).values_list("outcome").annotate(number=Count("id"))
    return dict(rows.order_by("-number", "outcome"))


def attempt_rows(
    start: datetime,
    end: datetime,
    *,
    channel: str = "",
    outcomes: Collection[str] | None = None,
    ended: bool = False,
    arrived: bool = False,
    unlawful: bool = False,
    offset: int = 0,
    limit: int | None = 100,
) -> tuple[list[AttemptRow], int]:
    """Attempts of a span, newest first, and how many there are in all.

    `outcomes` keeps those; `ended` leaves open attempts out; `arrived` leaves out messages that
    were not delivered; `unlawful` keeps what was found to be so since; `limit` None gives all.
    """
    found = _attempts(start, end)
    if channel:
        found = found.filter(channel=channel)
    if outcomes is not None:
        found = found.filter(outcome__in=outcomes)
    if ended:
        found = found.exclude(outcome="")
    if arrived:
        found = found.exclude(outcome=Outcome.NOT_DELIVERED)
    if unlawful:
        found = found.filter(_unlawful())
    rows = found.order_by("-made_at", "-id").values_list(
        "id",
        "made_at",
        "case_id",
        "customer__name_masked",
        "contact_point__value_masked",
        "channel",
        "outcome",
    )
    page = rows[offset:] if limit is None else rows[offset : offset + limit]
    return [AttemptRow(*row[:4], row[4] or "", *row[5:]) for row in page], found.count()


def called_customers(
    start: datetime,
    end: datetime,
    *,
    reached: bool = False,
    offset: int = 0,
    limit: int | None = 100,
) -> tuple[list[CalledCustomer], int]:
    """Customers called in a span (or reached in person), and how many there are in all."""
    found = (
        _calls(start, end)
        .values("customer_id", "customer__name_masked")
        .annotate(calls=CALLS, connected=CONNECTS, right_party=RIGHT_PARTIES)
    )
    if reached:
        found = found.filter(right_party__gt=0)
    found = found.order_by("customer_id")
    page = found[offset:] if limit is None else found[offset : offset + limit]
    return [
        CalledCustomer(
            customer_id=row["customer_id"],
            name_masked=row["customer__name_masked"],
            calls=row["calls"],
            connected=row["connected"],
            right_party=row["right_party"],
        )
        for row in page
    ], found.count()


def worked_cases(
    cases: QuerySet[Any, int],
    start: datetime,
    end: datetime,
    *,
    offset: int = 0,
    limit: int | None = 100,
) -> tuple[list[WorkedCase], int]:
    """Of the cases whose ids `cases` selects, those called or visited in the span; their number."""
    found = (
        _worked(cases, start, end)
        .values("case_id")
        .annotate(attempts=Count("id"))
        .order_by("case_id")
    )
    page = found[offset:] if limit is None else found[offset : offset + limit]
    return [WorkedCase(row["case_id"], row["attempts"]) for row in page], found.count()


def attempts_on(cases: QuerySet[Any, int], start: datetime, end: datetime) -> int:
    """Calls and visits of the span on the cases whose ids `cases` selects."""
    return _worked(cases, start, end).count()


def _worked(cases: QuerySet[Any, int], start: datetime, end: datetime) -> QuerySet[Attempt]:
    return _attempts(start, end).filter(case_id__in=cases, channel__in=BY_PEOPLE)


def permit_tally(start: datetime, end: datetime) -> tuple[int, int]:
    """Permits asked for in the span, and how many of them were denied."""
    sums = Permit.objects.filter(asked_at__gte=start, asked_at__lt=end).aggregate(
        asked=Count("id"), denied=Count("id", filter=Q(granted=False))
    )
    return sums["asked"], sums["denied"]


def denials_by_clause(start: datetime, end: datetime) -> dict[str, int]:
    """Denied permits per failing rule, the commonest first; one permit may count in several."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT rule, count(*)
            FROM {Permit._meta.db_table}, jsonb_array_elements_text(failing) AS rule
            WHERE NOT granted AND asked_at >= %s AND asked_at < %s
            GROUP BY rule ORDER BY count(*) DESC, rule
            """,
            [start, end],
        )
        return dict(cursor.fetchall())


def contacts_found_unlawful(start: datetime, end: datetime) -> tuple[int, int]:
    """Contacts made in the span, and how many of them are known by now to have been unlawful.

    A message that wasn't delivered reached nobody and is no contact.
    """
    made = _attempts(start, end).exclude(outcome=Outcome.NOT_DELIVERED)
    return made.count(), made.filter(_unlawful()).count()


def violations_by_clause(start: datetime, end: datetime) -> dict[str, int]:
    """Contacts made in the span and found unlawful since, per rule they broke, commonest first.

    One contact may count in several; one that reached somebody else counts under the rules that
    its finding names.
    """
    unlawful = _attempts(start, end).exclude(outcome=Outcome.NOT_DELIVERED).filter(_unlawful())
    rows = (
        Finding.objects.filter(
            attempt__in=unlawful.values("pk"), withdrawn_at=None, kind__in=UNLAWFUL
        )
        .annotate(rule=Func("rules", function="unnest"))
        .values_list("rule")
        .annotate(number=Count("attempt", distinct=True))
    )
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


def _unlawful() -> Exists:
    return Exists(
        Finding.objects.filter(attempt=OuterRef("pk"), withdrawn_at=None, kind__in=UNLAWFUL)
    )


def permit_rows(
    start: datetime,
    end: datetime,
    *,
    granted: bool | None = None,
    clause: str = "",
    asked_by: str = "",
    offset: int = 0,
    limit: int | None = 50,
) -> tuple[list[PermitRow], int]:
    """Requests for a permit, newest first, and how many there are in all."""
    found = Permit.objects.filter(asked_at__gte=start, asked_at__lt=end)
    if granted is not None:
        found = found.filter(granted=granted)
    if clause:
        found = found.filter(failing__contains=[clause])
    if asked_by:
        found = found.filter(asked_by=asked_by)
    rows = found.order_by("-asked_at", "-id").values_list(*PERMIT_FIELDS)
    page = rows[offset:] if limit is None else rows[offset : offset + limit]
    return [PermitRow(*row) for row in page], found.count()


def permit_by_id(permit_id: int) -> PermitRow | None:
    """One request for a permit, or None."""
    row = Permit.objects.filter(pk=permit_id).values_list(*PERMIT_FIELDS).first()
    return None if row is None else PermitRow(*row)
