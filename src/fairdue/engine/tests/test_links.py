"""Foreign keys that are checked by sets."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction

from fairdue.engine.copy import copy_into
from fairdue.engine.links import link
from fairdue.engine.references import delete_unreferenced

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _linked() -> Iterator[None]:
    installed = link("link_pointing", "target_id", "link_target")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE link_target (id bigint PRIMARY KEY, name text)")
        cursor.execute("CREATE TABLE link_pointing (target_id bigint)")
        cursor.execute("INSERT INTO link_target VALUES (1, 'one'), (2, 'two'), (3, 'three')")
        cursor.execute(str(installed.sql))
        yield
        cursor.execute(str(installed.reverse_sql))
        cursor.execute("DROP TABLE link_target, link_pointing")


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_rows_that_name_what_is_there_are_taken() -> None:
    run("INSERT INTO link_pointing VALUES (1), (2), (1), (NULL)")
    run("UPDATE link_pointing SET target_id = 3 WHERE target_id = 2")
    with transaction.atomic(), connection.cursor() as cursor:
        assert copy_into(cursor, "link_pointing", pl.DataFrame({"target_id": [1, 3]})) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO link_pointing VALUES (1), (9)",
        "UPDATE link_pointing SET target_id = 9",
    ],
)
def test_a_row_that_names_nothing_is_refused_with_its_statement(statement: str) -> None:
    run("INSERT INTO link_pointing VALUES (1)")
    with pytest.raises(IntegrityError, match="1 rows name no row of link_target in target_id"):
        run(statement)


def test_a_copied_row_that_names_nothing_is_refused() -> None:
    rows = pl.DataFrame({"target_id": [1, 7, 8]})
    with (
        pytest.raises(Exception, match="2 rows name no row of link_target"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        copy_into(cursor, "link_pointing", rows)


def test_what_is_named_is_neither_deleted_nor_given_another_number() -> None:
    run("INSERT INTO link_pointing VALUES (1)")
    with pytest.raises(IntegrityError, match="link_pointing still names some of the rows"):
        run("DELETE FROM link_target")
    with pytest.raises(IntegrityError, match="other tables name its rows"):
        run("UPDATE link_target SET id = 10 WHERE id = 3")
    run("DELETE FROM link_target WHERE id = 2")
    run("UPDATE link_target SET name = 'first' WHERE id = 1")


def test_only_rows_that_no_link_names_are_deleted_where_others_stay() -> None:
    run("INSERT INTO link_pointing VALUES (1)")
    with transaction.atomic(), connection.cursor() as cursor:
        assert delete_unreferenced(cursor, "link_target", "victim.id < %s", [3]) == 1
        cursor.execute("SELECT id FROM link_target ORDER BY id")
        assert cursor.fetchall() == [(1,), (3,)]
