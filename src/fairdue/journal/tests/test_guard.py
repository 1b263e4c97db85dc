"""In a database with a real name the guard can't be talked round."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import psycopg
import pytest
from django.db import connection

from fairdue.journal.guard import INSTALL, guard

REAL = "fairdue_guard_trial"
TABLES = """
CREATE TABLE journal_entry
    (id bigserial, transaction_id bigint, recorded_at timestamptz, customer_id bigint);
CREATE TABLE promise (amount integer, journal_entry_id bigint, customer_id bigint);
"""


@pytest.fixture
def real(django_db_setup: None, django_db_blocker: Any) -> Iterator[psycopg.Connection]:
    """A database whose name doesn't begin with test_, with the guard and nothing else."""
    with django_db_blocker.unblock():
        given = connection.get_connection_params()
    options = {key: given[key] for key in ("host", "port", "user", "password") if given.get(key)}
    with psycopg.connect(dbname="postgres", autocommit=True, **options) as server:
        server.execute(f"DROP DATABASE IF EXISTS {REAL}")
        server.execute(f"CREATE DATABASE {REAL}")
        try:
            with psycopg.connect(dbname=REAL, autocommit=True, **options) as link:
                link.execute(TABLES + INSTALL + guard("promise", by_customer=True).sql)  # type: ignore[arg-type]
                yield link
        finally:
            server.execute(f"DROP DATABASE {REAL}")


def test_no_setting_lets_the_journal_be_emptied(real: psycopg.Connection) -> None:
    real.execute("SET fairdue.allow_truncate = 'on'")
    for table in ("journal_entry", "promise"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            real.execute(f"TRUNCATE {table}")


def test_an_entry_restored_from_a_copy_vouches_for_nothing_new(real: psycopg.Connection) -> None:
    promise = "INSERT INTO promise SELECT 5, max(id), 1 FROM journal_entry"
    with real.transaction():
        real.execute("INSERT INTO journal_entry DEFAULT VALUES")
        real.execute(promise)
    real.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")  # as a restore does
    with (
        pytest.raises(psycopg.errors.RaiseException, match="without a journal entry"),
        real.transaction(),
    ):
        real.execute(
            "INSERT INTO journal_entry (transaction_id, recorded_at)"
            " VALUES (pg_current_xact_id()::text::bigint, now() - interval '1 day')"
        )
        real.execute(promise)


@pytest.mark.parametrize(("about", "accepted"), [(1, True), (None, True), (2, False)])
def test_an_entry_about_another_customer_vouches_for_nothing(
    real: psycopg.Connection, about: int | None, accepted: bool
) -> None:
    refused = pytest.raises(psycopg.errors.RaiseException, match="of another customer")
    with nullcontext() if accepted else refused, real.transaction():
        real.execute("INSERT INTO journal_entry (customer_id) VALUES (%s)", [about])
        real.execute("INSERT INTO promise SELECT 5, max(id), 1 FROM journal_entry")


def test_a_guard_comes_off_as_a_whole(real: psycopg.Connection) -> None:
    real.execute(guard("promise", by_customer=True).reverse_sql)  # type: ignore[arg-type]
    real.execute("INSERT INTO promise VALUES (5, NULL, 1)")
    real.execute("TRUNCATE promise")
