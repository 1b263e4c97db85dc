"""Deletes rows that nothing points at, whichever tables might: by foreign key or `engine.links`."""

from __future__ import annotations

from typing import Any

from psycopg import sql

POINTING = """
    SELECT constrained.relname, attribute.attname
    FROM pg_constraint AS link
    JOIN pg_class AS constrained ON constrained.oid = link.conrelid
    JOIN pg_attribute AS attribute
        ON attribute.attrelid = link.conrelid AND attribute.attnum = link.conkey[1]
    WHERE link.contype = 'f' AND link.confrelid = %s::regclass
      AND cardinality(link.conkey) = 1
    UNION
    SELECT split_part(encode(link.tgargs, 'escape'), '\\000', 1),
           split_part(encode(link.tgargs, 'escape'), '\\000', 2)
    FROM pg_trigger AS link JOIN pg_proc AS kept ON kept.oid = link.tgfoid
    WHERE kept.proname = 'links_keep_target' AND link.tgrelid = %s::regclass
    ORDER BY 1, 2
"""


def delete_unreferenced(cursor: Any, table: str, condition: str, values: list[Any]) -> int:
    """Delete rows of `table` (called `victim` in `condition`) that no foreign key or link names.

    Gives how many went. Rows that are named stay; the caller decides what becomes of them.
    """
    cursor.execute(POINTING, [table, table])
    unnamed = [
        sql.SQL("NOT EXISTS (SELECT 1 FROM {} AS pointing WHERE pointing.{} = victim.id)").format(
            sql.Identifier(pointing), sql.Identifier(column)
        )
        for pointing, column in cursor.fetchall()
    ]
    statement = sql.SQL("DELETE FROM {} AS victim WHERE {}").format(
        sql.Identifier(table), sql.SQL(" AND ").join([sql.SQL(condition), *unnamed])
    )
    cursor.execute(statement, values)
    return int(cursor.rowcount)
