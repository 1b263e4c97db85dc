"""Everything on record that decides whether a customer may be contacted, in one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import connection

from fairdue.compliance.models import HoldKind
from fairdue.compliance.queries.holds import HOLD_NAMES, HoldFacts
from fairdue.compliance.rules.circumstances import Consent, Dispute, Mark, Request


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was on record about a customer, without what had ended by the moment asked.

    Records that begin later than that moment are among them: ask each whether it stands.
    """

    holds: tuple[HoldFacts, ...]
    consents: tuple[Consent, ...]
    requests: tuple[Request, ...]
    marks: tuple[Mark, ...]
    disputes: tuple[Dispute, ...]
    complaints_open: int
    version: int
    """`compliance_facts_version` as this was read: a later change of any record changes it."""


def _known(table: str, columns: str, recorded: str, ends: Mapping[str, str | None]) -> str:
    """The rows of a table that were on record and had not ended, as one JSON array.

    `ends` names each column that can end a record, and the one that says when that end was put
    on record (None: with the record itself); an end recorded later was not known.
    """
    known = {
        column: f"CASE WHEN {told} <= %(known_at)s THEN {column} END" if told else column
        for column, told in ends.items()
    }
    chosen = ", ".join([columns, *(f"{value} AS {column}" for column, value in known.items())])
    standing = " AND ".join(f"({column} IS NULL OR {column} > %(at)s)" for column in ends)
    return f"""(
        SELECT coalesce(json_agg(known ORDER BY id), '[]') FROM (
            SELECT id, {chosen} FROM compliance_{table}
            WHERE customer_id = %(customer)s AND {recorded} <= %(known_at)s
        ) AS known WHERE {standing}
    )"""


EVER = "infinity"
"""PostgreSQL's word for a moment after all others."""

QUESTION = "SELECT " + ", ".join(
    [
        _known(
            "hold",
            "kind, reason, owner, starts_at",
            "recorded_at",
            {"ends_at": None, "released_at": "released_at"},
        ),
        _known(
            "consent",
            "kind, channel, contact_point_id, begins, ends, dials_max, given_to, granted_at",
            "recorded_at",
            {"ends_at": None, "revoked_at": "revocation_recorded_at"},
        ),
        _known(
            "contactrequest",
            "kind, channel, contact_point_id, weekdays, begins, ends, place, manner, received_at",
            "recorded_at",
            {"ends_at": None, "withdrawn_at": "withdrawal_recorded_at"},
        ),
        _known(
            "mark",
            "kind, raised_at",
            "raised_at",
            {"ends_at": None, "cleared_at": "cleared_at"},
        ),
        _known(
            "dispute",
            "ground, account_id, amount_minor, manner, received_at",
            "recorded_at",
            {"answered_at": "answered_at", "withdrawn_at": "withdrawn_at"},
        ),
        """(
            SELECT count(*) FROM compliance_complaint
            WHERE customer_id = %(customer)s AND recorded_at <= %(known_at)s
              AND received_at <= %(at)s
              AND (answered_at IS NULL OR answered_at > least(%(at)s, %(known_at)s))
              AND (withdrawn_at IS NULL OR withdrawn_at > least(%(at)s, %(known_at)s))
        )""",
        "compliance_facts_version(%(customer)s)",
    ]
)
"""One statement, so one snapshot: the version is that of the records beside it."""


def circumstances(
    customer_id: int, at: datetime, known_at: datetime | None = None
) -> Circumstances:
    """What is on record about a customer that had not ended by `at`; one round trip.

    `known_at` leaves out what was put on record later, for judging what someone could know; by
    default everything on record today counts. Nothing sealed is opened.
    """
    asked: dict[str, int | str | datetime] = {
        "customer": customer_id,
        "at": at,
        "known_at": known_at or EVER,
    }
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, asked)
        row = cursor.fetchone()
    assert row is not None, "a SELECT without FROM has one row"
    holds, consents, requests, marks, disputes, complaints_open, version = row
    return Circumstances(
        holds=tuple(_hold(each, customer_id) for each in holds),
        consents=tuple(Consent(**_typed(each)) for each in consents),
        requests=tuple(_request(each) for each in requests),
        marks=tuple(Mark(**_typed(each)) for each in marks),
        disputes=tuple(Dispute(**_typed(each)) for each in disputes),
        complaints_open=complaints_open,
        version=version,
    )


def facts_version(customer_id: int) -> int:
    """The number of the latest change of any record here about a customer; 0 without one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT compliance_facts_version(%s)", [customer_id])
        row = cursor.fetchone()
    assert row is not None, "the function always answers"
    return int(row[0])


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """JSON's texts as moments and local hours, by the names of the columns."""
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at"):
        return datetime.fromisoformat(value)
    return time.fromisoformat(value) if name in ("begins", "ends") else value


def _hold(row: Mapping[str, Any], customer_id: int) -> HoldFacts:
    values = _typed(row)
    name = HOLD_NAMES[HoldKind(values["kind"])]
    return HoldFacts(customer_id=customer_id, name=name, **values)


def _request(row: Mapping[str, Any]) -> Request:
    values = _typed(row)
    return Request(**(values | {"weekdays": frozenset(values["weekdays"])}))
