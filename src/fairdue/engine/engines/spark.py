"""Spark: for a portfolio that one machine no longer holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from fairdue.engine.engines.engine import EngineError, Frame
from fairdue.engine.parquet import write_parquet


class SparkEngine:
    """See `engine.Engine`."""

    name = "spark"

    def __init__(self, session: Any) -> None:
        self._session = session

    def scan(self, path: Path, order: str = "") -> Frame:
        """A Parquet file that every executor can read at the same path."""
        rows: Frame = nw.from_native(self._session.read.parquet(path.as_uri()))
        return rows

    def bring(self, frame: pl.DataFrame) -> Frame:
        """The frame, sent to Spark by Arrow."""
        rows: Frame = nw.from_native(self._session.createDataFrame(frame.to_arrow()))
        return rows

    def collect(self, frame: Frame) -> pl.DataFrame:
        """Work it out; the rows come to this process by Arrow."""
        rows: pl.DataFrame = frame.collect("polars").to_native()
        return rows

    def write(self, frame: Frame, path: Path, order: str) -> int:
        """Work it out, sort and write."""
        return write_parquet(self.collect(frame).lazy().sort(order), path)


@contextmanager
def open_spark(master: str) -> Iterator[SparkEngine]:
    """A session at `master`, ended with the block."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError("no spark") from None
    builder = SparkSession.builder.master(master).appName("fairdue")
    for k, v in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }.items():
        builder = builder.config(k, v)
    session = builder.getOrCreate()
    try:
        yield SparkEngine(session)
    finally:
        session.stop()
