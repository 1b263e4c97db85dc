"""Every record in force that is due to be looked at again, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairdue.compliance.models import (
    ComplaintAbout,
    ConsentKind,
    DisputeGround,
    HoldKind,
    MarkKind,
    RequestKind,
)

RECORD_NAMES: dict[str, str | Promise] = {
    "hold": _("Hold"),
    "mark": _("Mark"),
    "consent": _("Consent"),
    "request": _("Request"),
    "dispute": _("Dispute"),
    "complaint": _("Complaint"),
}
KINDS = {
    "hold": HoldKind,
    "mark": MarkKind,
    "consent": ConsentKind,
    "request": RequestKind,
    "dispute": DisputeGround,
    "complaint": ComplaintAbout,
}


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A record that still counts and is due to be looked at, with whom it is about, masked."""

    record: str
    """A key of RECORD_NAMES."""
    id: int
    label: str | Promise
    owner: str
    review_on: date
    customer_id: int
    customer_ref: str
    name_masked: str

    @property
    def record_name(self) -> str | Promise:
        """What kind of record it is, in words."""
        return RECORD_NAMES[self.record]


def _part(record: str, table: str, kind: str, *ends: str) -> str:
    standing = " AND ".join(f"({end} IS NULL OR {end} > %(at)s)" for end in ends)
    return (
        f"SELECT '{record}' AS record, id, {kind} AS kind, owner, review_on, customer_id"
        f" FROM compliance_{table} WHERE review_on <= %(last)s AND {standing}"
    )


DUE = "\nUNION ALL ".join(
    [
        _part("hold", "hold", "kind", "ends_at", "released_at"),
        _part("mark", "mark", "kind", "ends_at", "cleared_at"),
        _part("consent", "consent", "kind", "ends_at", "revoked_at"),
        _part("request", "contactrequest", "kind", "ends_at", "withdrawn_at"),
        _part("dispute", "dispute", "ground", "answered_at", "withdrawn_at"),
        _part("complaint", "complaint", "about", "answered_at", "withdrawn_at"),
    ]
)


def reviews_due(
    at: datetime,
    today: date,
    *,
    record: str = "",
    within_days: int = 0,
    offset: int = 0,
    limit: int = 50,
) -> tuple[list[ReviewDue], int]:
    """Records in force at `at` due for review by `today` plus some days; the oldest first.

    `record` is a key of RECORD_NAMES, "" for all. Gives a page of them and how many there are.
    """
    chosen = "WHERE due.record = %(record)s" if record else ""
    asked: dict[str, str | int | date] = {
        "at": at,
        "last": today + timedelta(days=within_days),
        "record": record,
        "offset": offset,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({DUE}) AS due {chosen}", asked)
        [total] = cursor.fetchone() or (0,)
        cursor.execute(
            f"""
            SELECT due.record, due.id, due.kind, due.owner, due.review_on, due.customer_id,
                   customer.customer_ref, customer.name_masked
            FROM ({DUE}) AS due
            JOIN portfolio_customer AS customer ON customer.id = due.customer_id
            {chosen}
            ORDER BY due.review_on, due.record, due.id
            OFFSET %(offset)s LIMIT %(limit)s
            """,
            asked,
        )
        rows = cursor.fetchall()
    return [
        ReviewDue(name, number, KINDS[name](kind).label, *rest)
        for name, number, kind, *rest in rows
    ], total


def reviews_by_record(at: datetime, today: date, within_days: int = 0) -> dict[str, int]:
    """How many reviews are due by today plus some days, by kind of record."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT record, count(*) FROM ({DUE}) AS due GROUP BY record",
            {"at": at, "last": today + timedelta(days=within_days)},
        )
        counted = dict(cursor.fetchall())
    return {record: counted[record] for record in RECORD_NAMES if record in counted}
