"""DuckDB: in this process too, and spills to disk what doesn't fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import narwhals as nw
import polars as pl

from fairdue.engine.engines.engine import Frame
from fairdue.engine.parquet import write_parquet

DEPTH_MAX = 5000
"""Expressions within each other, counted through every join before: a decision table split in
many parts has more than the usual 1000."""


class DuckEngine:
    """See `engine.Engine`.

    No inequality LEFT JOINs in columns: version 2.0.0 was seen to lose rows on that shape.
    """

    name = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def scan(self, path: Path, order: str = "") -> Frame:
        """A Parquet file, lazily."""
        # Else the folder's as_of= would become a column.
        rows = self._connection.read_parquet(str(path), hive_partitioning=False)
        return nw.from_native(rows)

    def bring(self, frame: pl.DataFrame) -> Frame:
        """The frame by Arrow, without a copy where types allow it."""
        return nw.from_native(self._connection.from_arrow(frame.to_arrow()))

    def among(self, frame: Frame, column: str, values: pl.Series) -> Frame:
        """By a join."""
        named = self.bring(pl.DataFrame({column: values.unique()}))
        return frame.join(named, on=column, how="semi")

    def collect(self, frame: Frame) -> pl.DataFrame:
        """Work it out; the rows come back by Arrow."""
        rows: pl.DataFrame = frame.collect("polars").to_native()
        return rows

    def write(self, frame: Frame, path: Path, order: str) -> int:
        """DuckDB writes a sorted file beside `path`, spilling as it must; its rows are copied a
        group at a time.
        """
        draft = path.with_name(f".{path.name}.sorted")
        try:
            frame.sort(order).to_native().write_parquet(str(draft))
            return write_parquet(pl.scan_parquet(draft), path)
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def open_duckdb() -> Iterator[DuckEngine]:
    """A database in memory; what it spills goes to a folder that ends with the block."""
    with TemporaryDirectory(prefix="fairdue-duckdb-") as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": spill,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute(f"SET max_expression_depth TO {DEPTH_MAX}")
            yield DuckEngine(connection)
