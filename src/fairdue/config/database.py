"""The database: a real server named by DATABASE_URL, else one of our own under var/.

`config.embedded` says how our own is started and when it stops.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from fairdue.config import embedded

if TYPE_CHECKING:
    import psycopg

DATABASE_NAME = "fairdue"
RECOVERY_SECONDS_MAX = 60


class DatabaseError(RuntimeError):
    """The database can't be reached or started; the message says how to mend it."""


def settings_for(url: str | None, var: Path) -> dict[str, Any]:
    """Django's settings for the database of this process. Starts nothing."""
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
    if not url:
        return common | {
            "NAME": DATABASE_NAME,
            "USER": "postgres",
            "HOST": str(embedded.running_socket(var / "postgres") or var / "postgres"),
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise DatabaseError(
            f"DATABASE_URL starts with {parts.scheme!r}; Fairdue needs PostgreSQL 15 or newer: "
            "postgresql://user:password@host:5432/name"
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or parts.hostname or ""
    return common | {
        "NAME": unquote(parts.path.lstrip("/")) or DATABASE_NAME,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


def is_embedded() -> bool:
    """True when no DATABASE_URL is set."""
    return not os.environ.get("DATABASE_URL")


def start() -> None:
    """Start the embedded server if that is what we use, and make its database.

    Raises DatabaseError with the server's own words when it won't start.
    """
    if not is_embedded():
        return
    from django.conf import settings
    from django.db import connections

    pgdata: Path = settings.VAR / "postgres"
    try:
        host = str(embedded.start(pgdata))
    except Exception as error:
        raise DatabaseError(
            f"the embedded PostgreSQL under {pgdata} did not start: {error}. "
            "Run `fairdue doctor`, or name a server of your own in DATABASE_URL."
        ) from error
    settings.DATABASES["default"]["HOST"] = host
    connections["default"].settings_dict["HOST"] = host
    _create_database(host)


def recreate() -> None:
    """Drop the embedded server's database and make an empty one.

    Raises DatabaseError for a server of one's own, which is never dropped.
    """
    from django.conf import settings
    from django.db import connections

    if not is_embedded():
        raise DatabaseError("a database named by DATABASE_URL is never dropped; do it yourself")
    connections.close_all()
    host = settings.DATABASES["default"]["HOST"]
    with _connected(host) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{DATABASE_NAME}" WITH (FORCE)')
    _create_database(host)


def _create_database(host: str) -> None:
    import psycopg

    with _connected(host) as link:
        found = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME])
        if found.fetchone() is None:
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                link.execute(f'CREATE DATABASE "{DATABASE_NAME}" ENCODING UTF8 TEMPLATE template0')


def _connected(host: str) -> psycopg.Connection[Any]:
    """Connect to the embedded server; after a crash it first reads its log for a while."""
    import psycopg

    give_up = time.monotonic() + RECOVERY_SECONDS_MAX
    while True:
        try:
            return psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True)
        except psycopg.OperationalError as error:
            if time.monotonic() > give_up:
                raise DatabaseError(f"the embedded PostgreSQL does not answer: {error}") from error
            time.sleep(0.1)
