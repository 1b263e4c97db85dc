"""Notes the very statements by which figures are counted in PostgreSQL, to be run again by anyone.

A statement is kept with its values in it, so that it can be pasted into psql, together with a
digest of what it gave in the same snapshot.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from psycopg import ClientCursor

from fairdue.engine.copy import READ_BY

BEGINS = ("select", "with")
STATEMENT_SECONDS_MAX = 120


@dataclass(slots=True)
class Captured:
    """Statements in the order in which they were first run, each once."""

    statements: list[str] = field(default_factory=list)

    def keep(self, sql: str, params: Any) -> None:
        """Keep a statement with its values in it."""
        text = ClientCursor(connection.connection).mogrify(sql, params)
        if text not in self.statements:
            self.statements.append(text)

    def note(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """A wrapper of Django's: note the statement where it reads, and run it."""
        if not many and sql.lstrip().lower().startswith(BEGINS):
            self.keep(sql, params)
        return execute(sql, params, many, context)


@contextmanager
def capturing() -> Iterator[Captured]:
    """Note what is read within the block."""
    captured = Captured()
    token = READ_BY.set(captured.keep)
    try:
        with connection.execute_wrapper(captured.note):
            yield captured
    finally:
        READ_BY.reset(token)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """One transaction that sees one state of the database from beginning to end.

    Within a transaction of the caller's, whose state it can't choose any more, it is part of it.
    """
    inside = connection.in_atomic_block
    with transaction.atomic():
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def earliest_unseen() -> int:
    """Whatever transactions from this number on change isn't all in this snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def result_of(statement: str) -> tuple[str, int]:
    """SHA-256 of the rows that a statement gives, whatever their order, and how many there are.

    Run read-only and within STATEMENT_SECONDS_MAX. Raises django.db.Error where it can't be run.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS_MAX}s'")
        cursor.execute(statement.replace("%", "%%"), [])
        rows = sorted(json.dumps(row, default=str) for row in cursor.fetchall())
    return sha256("\n".join(rows).encode()).hexdigest(), len(rows)


def tables_of(statement: str) -> set[str]:
    """Names of the tables that a statement reads, as the database plans it."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement.replace("%", "%%"), [])
        plan = cursor.fetchone()[0]
    found: set[str] = set()
    _relations(json.loads(plan) if isinstance(plan, str) else plan, found)
    return found


def changed_since(table: str, unseen: int) -> bool:
    """Has a row of the table changed in a transaction that a snapshot didn't see?

    True as well for a table whose rows name no journal entry: it can't be told.
    """
    names = {each.name for each in _columns(table)}
    if "journal_entry_id" not in names:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)} AS changed"
            " JOIN journal_entry AS entry ON entry.id = changed.journal_entry_id"
            " WHERE entry.transaction_id >= %s)",
            [unseen],
        )
        return bool(cursor.fetchone()[0])


def _columns(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)


def _relations(node: Any, found: set[str]) -> None:
    if isinstance(node, list):
        for each in node:
            _relations(each, found)
    elif isinstance(node, dict):
        if "Relation Name" in node:
            found.add(node["Relation Name"])
        for each in node.values():
            _relations(each, found)
