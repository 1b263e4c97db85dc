"""Binary COPY and staging tables, against the real database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.db import connection, transaction

from fairdue.engine.copy import copy_out, stage
from fairdue.engine.references import delete_unreferenced

COLUMNS = [
    ("name", "text"),
    ("whole", "bigint"),
    ("small", "smallint"),
    ("day", "date"),
    ("moment", "timestamptz"),
    ("yes", "boolean"),
    ("bytes", "bytea"),
]
pytestmark = pytest.mark.django_db


def a_frame() -> pl.DataFrame:
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    return pl.DataFrame(
        {
            "name": ["张三", "", None],
            "whole": [2**62, -1, None],
            "small": pl.Series([7, -7, None], dtype=pl.Int16),
            "day": [date(2026, 3, 1), date(1899, 12, 31), None],
            "moment": [moment, moment, None],
            "yes": [True, False, None],
            "bytes": [b"\x00\xff", b"", None],
        }
    )


def test_every_type_arrives_as_it_left() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        assert stage(cursor, "staged_things", COLUMNS, a_frame()) == 3
        cursor.execute("SELECT * FROM staged_things")
        rows = [
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in cursor.fetchall()
        ]
    assert rows == a_frame().rows()


def test_a_staging_table_is_replaced_within_a_transaction() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        stage(cursor, "staged_things", COLUMNS, a_frame())
        stage(cursor, "staged_things", COLUMNS[:1], a_frame().head(1))
        cursor.execute("SELECT * FROM staged_things")
        assert cursor.fetchall() == [("张三",)]


def test_deletes_only_rows_that_nothing_points_at() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE pointed_at (id int PRIMARY KEY) ON COMMIT DROP")
        cursor.execute(
            "CREATE TEMPORARY TABLE pointing (target int REFERENCES pointed_at) ON COMMIT DROP"
        )
        cursor.execute("INSERT INTO pointed_at VALUES (1), (2), (3)")
        cursor.execute("INSERT INTO pointing VALUES (1)")
        assert delete_unreferenced(cursor, "pointed_at", "victim.id < %s", [3]) == 1
        cursor.execute("SELECT id FROM pointed_at ORDER BY id")
        assert cursor.fetchall() == [(1,), (3,)]


def test_what_is_copied_out_is_what_is_there() -> None:
    frame = a_frame().drop("bytes")
    with transaction.atomic(), connection.cursor() as cursor:
        stage(cursor, "staged", COLUMNS[:-1], frame)
        schema = dict(frame.schema)
        chosen = "SELECT * FROM staged WHERE small IS NULL OR small > %(least)s"
        found = copy_out(cursor, chosen, {"least": -100}, schema)
        none = copy_out(cursor, "SELECT * FROM staged WHERE false", {}, schema)
    assert found.equals(frame) and found.schema == frame.schema
    assert none.is_empty() and none.schema == frame.schema


def test_quotes_commas_and_line_ends_come_out_whole() -> None:
    frame = pl.DataFrame({"name": ['a "quoted", one', "two\nlines", "null", "\\N", " "]})
    with transaction.atomic(), connection.cursor() as cursor:
        stage(cursor, "staged", [("name", "text")], frame)
        found = copy_out(cursor, "SELECT name FROM staged", {}, dict(frame.schema))
    assert found.equals(frame)
