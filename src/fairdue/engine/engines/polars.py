"""Polars: the default. Runs in this process, on all of its cores."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import polars as pl

from fairdue.engine.engines.engine import Frame
from fairdue.engine.parquet import write_parquet


class PolarsEngine:
    """See `engine.Engine`."""

    name = "polars"

    def scan(self, path: Path, order: str = "") -> Frame:
        """A Parquet file, lazily."""
        rows = pl.scan_parquet(path)
        return nw.from_native(rows.set_sorted(order) if order else rows)

    def bring(self, frame: pl.DataFrame) -> Frame:
        """The frame itself, lazily."""
        return nw.from_native(frame.lazy())

    def among(self, frame: Frame, column: str, values: pl.Series) -> Frame:
        """By a filter, not a join, which would hold all the rows that it drops."""
        lazy: pl.LazyFrame = frame.to_native()
        return nw.from_native(lazy.filter(pl.col(column).is_in(values.implode())))

    def collect(self, frame: Frame) -> pl.DataFrame:
        """Work it out."""
        lazy: pl.LazyFrame = frame.to_native()
        return lazy.collect(engine="streaming")

    def write(self, frame: Frame, path: Path, order: str) -> int:
        """Work it out, sort and write, holding no more than the sort needs."""
        lazy: pl.LazyFrame = frame.to_native()
        return write_parquet(lazy.sort(order), path)
