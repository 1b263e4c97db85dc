"""Binary COPY between frames and PostgreSQL: the only way rows go in by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from io import BytesIO
from typing import Any

import polars as pl
import pyarrow as pa
from pgpq import ArrowToPostgresBinaryEncoder
from psycopg import sql

READ_BY: ContextVar[Callable[[str, dict[str, Any]], None] | None] = ContextVar(
    "read_by", default=None
)
"""Who is told of each SELECT that `copy_out` runs, with its values: reports keep them."""

COPIED_AT_ONCE = 50_000
"""Rows that are in memory in COPY's form at once."""


def copy_into(cursor: Any, table: str, frame: pl.DataFrame) -> int:
    """COPY a frame into `table` (its columns named as in the frame); gives the rows copied.

    `cursor` is a psycopg cursor, or Django's wrapper of one. The frame's types must be the
    table's: Int64 for bigint, Int32 for integer, Date, Datetime with zone, String, Binary,
    Boolean. A dictionary or list column is refused by the encoder with its name.
    """
    encoder = ArrowToPostgresBinaryEncoder(_as_arrow(frame.clear()).schema)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    )
    with cursor.copy(statement) as copy:
        copy.write(encoder.write_header())
        for part in frame.iter_slices(COPIED_AT_ONCE):
            for batch in _as_arrow(part).to_batches():
                copy.write(encoder.write_batch(batch))
        copy.write(encoder.finish())
    return frame.height


def expect_many_rows(cursor: Any) -> None:
    """Let the statements of this transaction sort and join millions of rows in memory.

    Staging tables are joined whole, so a small sample of them tells the planner enough.
    """
    cursor.execute(
        "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; "
        "SET LOCAL default_statistics_target = 10"
    )


def copy_out(
    cursor: Any, statement: str, values: dict[str, Any], schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    """The rows of a SELECT as a frame, by COPY: for rows by the million.

    The columns come in the order of `schema`, which holds texts, whole numbers, booleans, dates,
    and moments in UTC. A null stays one and isn't mistaken for an empty text.
    """
    chosen = ", ".join(
        _AS_WHOLE[type(kind)].format(name) if type(kind) in _AS_WHOLE else name
        for name, kind in schema.items()
    )
    query = f"COPY (SELECT {chosen} FROM ({statement}) AS found) TO STDOUT (FORMAT CSV)"
    if (told := READ_BY.get()) is not None:
        told(statement, values)
    text = BytesIO()
    with cursor.copy(query, values) as copy:
        for block in copy:
            text.write(block)
    if not text.tell():
        return pl.DataFrame(schema=schema)
    text.seek(0)
    read = {name: pl.Int64() if type(kind) in _AS_WHOLE else kind for name, kind in schema.items()}
    return pl.read_csv(text, has_header=False, schema=read).cast(pl.Schema(schema))


_AS_WHOLE = {
    pl.Datetime: "(extract(epoch FROM {}) * 1000000)::bigint",
    pl.Boolean: "{}::integer",
}
"""How COPY writes what a frame reads as a whole number and casts."""


def stage(cursor: Any, name: str, columns: Sequence[tuple[str, str]], frame: pl.DataFrame) -> int:
    """Make a temporary table of this transaction with (name, SQL type) columns and fill it.

    One of the same name that an earlier step of the transaction left is replaced.
    """
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(sql.Identifier(name)))
    body = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in columns
    )
    cursor.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(sql.Identifier(name), body)
    )
    rows = copy_into(cursor, name, frame.select([column for column, _ in columns]))
    cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
    return rows


def _as_arrow(frame: pl.DataFrame) -> pa.Table:
    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    return table.cast(_plain(table.schema))


def _plain(schema: pa.Schema) -> pa.Schema:
    """Large and view types become the plain ones that the encoder knows."""
    plain = {pa.large_string(): pa.string(), pa.large_binary(): pa.binary()}
    fields = [
        pa.field(field.name, plain.get(field.type, field.type), field.nullable) for field in schema
    ]
    return pa.schema(fields)
