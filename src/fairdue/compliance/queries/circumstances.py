"""Everything on record that decides whether a customer may be contacted, in one question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple

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


class _Table(NamedTuple):
    """A kind of record: its table, columns, the column that says since when it is on record."""

    name: str
    columns: str
    recorded: str
    ends: Mapping[str, str | None]
    """Each column that can end a record, and the one that says when that end was put on record
    (None: with the record itself); an end recorded later was not known."""

    def standing(self, whose: str) -> str:
        """The rows that were on record and had not ended."""
        known = {
            column: f"CASE WHEN {told} <= %(known_at)s THEN {column} END" if told else column
            for column, told in self.ends.items()
        }
        chosen = ", ".join([self.columns, *(f"{end} AS {name}" for name, end in known.items())])
        open_ended = " AND ".join(f"({name} IS NULL OR {name} > %(at)s)" for name in self.ends)
        return f"""
            SELECT * FROM (
                SELECT id, customer_id, {chosen} FROM compliance_{self.name}
                WHERE {whose} AND {self.recorded} <= %(known_at)s
            ) AS known WHERE {open_ended}
        """

    def of_one(self) -> str:
        """A customer's rows as one JSON array."""
        rows = self.standing("customer_id = %(customer)s")
        return f"(SELECT coalesce(json_agg(known ORDER BY id), '[]') FROM ({rows}) AS known)"

    def of_everyone(self) -> str:
        """Every customer who has such rows, with a JSON array of them."""
        rows = self.standing("true")
        return f"""
            SELECT customer_id, json_agg(known ORDER BY id) FROM ({rows}) AS known
            GROUP BY customer_id
        """


HOLDS = _Table(
    "hold",
    "kind, reason, owner, starts_at",
    "recorded_at",
    {"ends_at": None, "released_at": "released_at"},
)
CONSENTS = _Table(
    "consent",
    "kind, channel, contact_point_id, begins, ends, dials_max, given_to, granted_at",
    "recorded_at",
    {"ends_at": None, "revoked_at": "revocation_recorded_at"},
)
REQUESTS = _Table(
    "contactrequest",
    "kind, channel, contact_point_id, weekdays, begins, ends, place, manner, received_at",
    "recorded_at",
    {"ends_at": None, "withdrawn_at": "withdrawal_recorded_at"},
)
MARKS = _Table(
    "mark",
    "kind, raised_at",
    "coalesce(recorded_at, raised_at)",
    {"ends_at": None, "cleared_at": "cleared_at"},
)
DISPUTES = _Table(
    "dispute",
    "ground, account_id, amount_minor, manner, received_at",
    "recorded_at",
    {"answered_at": "answered_at", "withdrawn_at": "withdrawn_at"},
)

EVER = "infinity"
"""PostgreSQL's word for a moment after all others."""

QUESTION = "SELECT " + ", ".join(
    [
        *(table.of_one() for table in (HOLDS, CONSENTS, REQUESTS, MARKS, DISPUTES)),
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

ARGUMENTS = {"customer": "p_customer", "at": "p_at", "known_at": "p_known_at"}

INSTALL = f"""
CREATE OR REPLACE FUNCTION compliance_circumstances(
    p_customer bigint, p_at timestamptz, p_known_at timestamptz
) RETURNS TABLE (
    holds json, consents json, requests json, marks json, disputes json,
    complaints_open bigint, version bigint
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY {QUESTION % ARGUMENTS};
END $$;
"""
"""The question as a function, whose plan the database keeps: it is asked with every permit, and
planning it takes longer than answering it. A change of the question needs a migration that
installs it anew."""


def circumstances(
    customer_id: int, at: datetime, known_at: datetime | None = None
) -> Circumstances:
    """What is on record about a customer that had not ended by `at`; one round trip.

    `known_at` leaves out what was put on record later, for judging what someone could know; by
    default everything on record today counts. Nothing sealed is opened.
    """
    return circumstances_by([customer_id], at, known_at)[customer_id]


def circumstances_by(
    customer_ids: Collection[int], at: datetime, known_at: datetime | None = None
) -> dict[int, Circumstances]:
    """`circumstances` of several customers, in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.id, found.* FROM unnest(%s::bigint[]) AS asked (id),"
            " compliance_circumstances(asked.id, %s, %s) AS found",
            [list(customer_ids), at, known_at or EVER],
        )
        return {customer_id: _circumstances(*row) for customer_id, *row in cursor.fetchall()}


def _circumstances(
    holds: Any,
    consents: Any,
    requests: Any,
    marks: Any,
    disputes: Any,
    complaints_open: int,
    version: int,
) -> Circumstances:
    return Circumstances(
        holds=tuple(_hold(each) for each in holds),
        consents=tuple(Consent(**_typed(each)) for each in consents),
        requests=tuple(_request(each) for each in requests),
        marks=tuple(Mark(**_typed(each)) for each in marks),
        disputes=tuple(Dispute(**_typed(each)) for each in disputes),
        complaints_open=complaints_open,
        version=version,
    )


class OnRecord(NamedTuple):
    """What bears on contacting a customer."""

    holds: tuple[HoldFacts, ...] = ()
    consents: tuple[Consent, ...] = ()
    requests: tuple[Request, ...] = ()
    marks: tuple[Mark, ...] = ()


def on_record_of_everyone(at: datetime, known_at: datetime) -> dict[int, OnRecord]:
    """By customer id, what `circumstances` says of holds, consents, requests and marks.

    Only customers with any. Four look-ups for the whole portfolio.
    """
    kinds: tuple[tuple[str, _Table, Callable[[Mapping[str, Any]], Any]], ...] = (
        ("holds", HOLDS, _hold),
        ("consents", CONSENTS, lambda row: Consent(**_typed(row))),
        ("requests", REQUESTS, _request),
        ("marks", MARKS, lambda row: Mark(**_typed(row))),
    )
    found: dict[int, OnRecord] = {}
    with connection.cursor() as cursor:
        for name, table, made in kinds:
            cursor.execute(table.of_everyone(), {"at": at, "known_at": known_at})
            for customer_id, rows in cursor:
                before = found.get(customer_id, OnRecord())
                found[customer_id] = before._replace(**{name: tuple(map(made, rows))})
    return found


def facts_version(customer_id: int) -> int:
    """The number of the latest change of any record here about a customer; 0 without one."""
    return facts_versions([customer_id])[customer_id]


def facts_versions(customer_ids: Collection[int]) -> dict[int, int]:
    """The same of several customers, in one look-up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, compliance_facts_version(id) FROM unnest(%s::bigint[]) AS asked (id)",
            [list(customer_ids)],
        )
        return dict(cursor.fetchall())


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """JSON's texts as moments and local hours, by the names of the columns."""
    return {name: _value(name, value) for name, value in row.items() if name != "customer_id"}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at"):
        return datetime.fromisoformat(value)
    return time.fromisoformat(value) if name in ("begins", "ends") else value


def _hold(row: Mapping[str, Any]) -> HoldFacts:
    values = _typed(row)
    name = HOLD_NAMES[HoldKind(values["kind"])]
    return HoldFacts(customer_id=row["customer_id"], name=name, **values)


def _request(row: Mapping[str, Any]) -> Request:
    values = _typed(row)
    return Request(**(values | {"weekdays": frozenset(values["weekdays"])}))
