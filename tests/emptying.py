"""Empties a throw-away database after a test that commits: only the tables that have rows.

Emptying every table, as Django does, takes a second of a busy machine; a test fills a few of them.
"""

from __future__ import annotations

from django.db import connection
from django.db.backends.utils import CursorWrapper

KEPT = frozenset({"django_content_type", "auth_permission", "django_migrations"})
"""What migrations fill, the same for every test."""

JOBS = ("procrastinate_periodic_defers", "procrastinate_events", "procrastinate_jobs")
"""Tables of the queue, which are not Django's."""


def empty_database() -> None:
    """Forget all rows. Keys and triggers rest meanwhile, which only a superuser may ask for;
    as anyone else every table is truncated.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        is_superuser = cursor.fetchone() == ("on",)
        named = _tables(cursor)
        if is_superuser:
            _delete(cursor, _filled(cursor, [*named, *JOBS]))
        else:
            cursor.execute(f"TRUNCATE {', '.join(_quoted(name) for name in named)}")
            for name in JOBS:
                cursor.execute(f"DELETE FROM {name}")


def _tables(cursor: CursorWrapper) -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(found) - KEPT)


def _filled(cursor: CursorWrapper, tables: list[str]) -> list[str]:
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {_quoted(name)})" for name in tables
    )
    cursor.execute(asked)
    return [name for (name,) in cursor.fetchall()]


def _delete(cursor: CursorWrapper, tables: list[str]) -> None:
    if not tables:
        return
    cursor.execute("SET session_replication_role = replica")
    try:
        for name in tables:
            cursor.execute(f"DELETE FROM {_quoted(name)}")
    finally:
        cursor.execute("SET session_replication_role = DEFAULT")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
