"""Holds and complaints over all customers, for pages and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection
from django.db.models import Count

from fairdue.compliance.models import Complaint, Dispute
from fairdue.compliance.queries import HoldFacts, hold_facts, in_force_rows
from fairdue.engine.copy import copy_out
from fairdue.kernel.calendars import local_day


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


COMPLAINED: dict[str, pl.DataType] = {"customer_ref": pl.String(), "at": pl.Datetime("us", "UTC")}

COMPLAINTS_BETWEEN = """
    SELECT customer.customer_ref, complaint.received_at AS at
    FROM compliance_complaint AS complaint
    JOIN portfolio_customer AS customer ON customer.id = complaint.customer_id
    WHERE complaint.received_at >= %(start)s AND complaint.received_at < %(end)s
    ORDER BY customer.customer_ref, complaint.received_at, complaint.id
"""


def complaints_between(start: datetime, end: datetime) -> pl.DataFrame:
    """COMPLAINED: everyone's complaints received in [start, end)."""
    with connection.cursor() as cursor:
        return copy_out(cursor, COMPLAINTS_BETWEEN, {"start": start, "end": end}, COMPLAINED)


COMPLAINTS: dict[str, pl.DataType] = {
    "name_masked": pl.String(),
    "about": pl.String(),
    "via": pl.String(),
    "received_at": pl.Datetime("us", "UTC"),
    "decision": pl.String(),
    "decided_at": pl.Datetime("us", "UTC"),
}

COMPLAINTS_TOLD = """
    SELECT customer.name_masked, complaint.about, complaint.channel AS via,
           complaint.received_at, complaint.decision, complaint.decided_at
    FROM compliance_complaint AS complaint
    JOIN portfolio_customer AS customer ON customer.id = complaint.customer_id
    WHERE complaint.withdrawn_at IS NULL
      AND (complaint.received_at >= %(start)s AND complaint.received_at < %(end)s
           OR complaint.decided_at >= %(start)s AND complaint.decided_at < %(end)s)
    ORDER BY complaint.received_at, complaint.id
"""


def complaints_told(start: datetime, end: datetime) -> pl.DataFrame:
    """COMPLAINTS received or decided in [start, end), but those taken back."""
    with connection.cursor() as cursor:
        return copy_out(cursor, COMPLAINTS_TOLD, {"start": start, "end": end}, COMPLAINTS)


DISPUTES: dict[str, pl.DataType] = {
    "name_masked": pl.String(),
    "ground": pl.String(),
    "received_at": pl.Datetime("us", "UTC"),
    "decision": pl.String(),
    "decided_at": pl.Datetime("us", "UTC"),
    "answered_at": pl.Datetime("us", "UTC"),
}

DISPUTES_TOLD = """
    SELECT customer.name_masked, dispute.ground, dispute.received_at, dispute.decision,
           dispute.decided_at,
           CASE WHEN dispute.answered_at < %(end)s THEN dispute.answered_at END AS answered_at
    FROM compliance_dispute AS dispute
    JOIN portfolio_customer AS customer ON customer.id = dispute.customer_id
    WHERE dispute.withdrawn_at IS NULL AND dispute.received_at < %(end)s
      AND (dispute.answered_at IS NULL OR dispute.answered_at >= %(start)s)
    ORDER BY dispute.received_at, dispute.id
"""


def disputes_told(start: datetime, end: datetime) -> pl.DataFrame:
    """DISPUTES not yet answered at `start` and received before `end`, but those taken back.

    `answered_at` is null for those that were still open at `end`.
    """
    with connection.cursor() as cursor:
        return copy_out(cursor, DISPUTES_TOLD, {"start": start, "end": end}, DISPUTES)


@dataclass(slots=True)
class InTime:
    """How many were received, and what became of them by their last day. The parts add up."""

    number: int = 0
    in_time: int = 0
    late: int = 0
    """Dealt with after the last day, or not yet although that day is over."""
    pending: int = 0
    """Not dealt with yet, and there is still time; or withdrawn."""


def complaints_in_time(
    start: datetime, end: datetime, at: datetime, zone: ZoneInfo
) -> dict[str, InTime]:
    """Complaints received in [start, end) by what they are about; in time is decided in time."""
    rows = Complaint.objects.filter(received_at__gte=start, received_at__lt=end).order_by("about")
    found = rows.values_list("about", "decide_by", "decided_at", "withdrawn_at")
    return _in_time(list(found), at, zone)


def disputes_in_time(
    start: datetime, end: datetime, at: datetime, zone: ZoneInfo
) -> dict[str, InTime]:
    """Disputes received in [start, end) by their ground; in time is answered in time."""
    rows = Dispute.objects.filter(received_at__gte=start, received_at__lt=end).order_by("ground")
    found = rows.values_list("ground", "answer_by", "answered_at", "withdrawn_at")
    return _in_time(list(found), at, zone)


def _in_time(
    rows: list[tuple[str, date, datetime | None, datetime | None]], at: datetime, zone: ZoneInfo
) -> dict[str, InTime]:
    found: dict[str, InTime] = {}
    for code, by, done_at, withdrawn_at in rows:
        tally = found.setdefault(code, InTime())
        tally.number += 1
        if done_at is not None and local_day(done_at, zone) <= by:
            tally.in_time += 1
        elif done_at is None and (withdrawn_at is not None or local_day(at, zone) <= by):
            tally.pending += 1
        else:
            tally.late += 1
    return found
