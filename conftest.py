"""Starts the database for the tests and lets only theirs be emptied.

Property tests have no deadline: a busy machine is not a wrong answer. They try the same examples
each time, so that what fails here fails everywhere; `make explore` tries new ones.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker, Settings

from fairdue.config import database
from fairdue.engine.engines import Engine, open_engine
from fairdue.vault.sealing import vault

hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")


def pytest_configure() -> None:
    """A run that is ended from outside still stops the database it started."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


@pytest.fixture(scope="session", params=["polars", pytest.param("duckdb", marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engines of this process in turn, hundreds of examples each: the slower one apart."""
    with open_engine(request.param) as opened:
        yield opened


@pytest.fixture(
    scope="session", params=["polars", "duckdb", pytest.param("spark", marks=pytest.mark.spark)]
)
def every_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Every engine in turn; a few examples of many rows suit Spark."""
    if request.param == "spark" and not find_spec("pyspark"):
        pytest.skip("pyspark isn't installed here; make test-spark has it")
    with open_engine(request.param, "local[2]") as opened:
        yield opened


@pytest.fixture(autouse=True)
def fast_passwords(settings: Settings) -> None:
    """Hashing a password slowly is right in use and a waste in tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def keys_of_the_run() -> None:
    """Taken before any test has a data folder of its own: processes that tests start use them."""
    vault()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Runs before the test database is made: of our own server's, whose tables are all there."""
    from django.conf import settings
    from django.db import connection
    from tests.migrated import copy_migrated

    if database.is_embedded():
        copy_migrated(settings.VAR)
        connection.settings_dict["TEST"]["TEMPLATE"] = database.DATABASE_NAME
    database.start()


@pytest.fixture(autouse=True, scope="session")
def only_filled_tables_emptied() -> Iterator[None]:
    """A test that commits leaves rows, and jobs whose tables are not Django's to empty."""
    from django.test import TransactionTestCase
    from tests.emptying import empty_database

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: empty_database())
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Throw-away databases may be truncated between tests; no other may.

    What tests started may still be connected when they have ended, and would keep the database.
    """
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        name = connection.settings_dict["NAME"]
        cursor.execute(f"ALTER DATABASE \"{name}\" SET fairdue.allow_truncate = 'on'")
        cursor.execute("SET fairdue.allow_truncate = 'on'")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
