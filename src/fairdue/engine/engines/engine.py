"""What an engine is, and how one is opened by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import polars as pl

Frame = nw.LazyFrame[Any]
"""Rows that an engine will work out when they are collected or written."""

ENGINES = {"polars": "Polars", "duckdb": "DuckDB", "spark": "Spark"}
"""By the names that settings and commands use, what people call them."""


class EngineError(RuntimeError):
    """An engine isn't there or can't be reached; the message says how to mend it."""


class Engine(Protocol):
    """Runs columns. Frames of different engines are never mixed: `bring` what came from outside."""

    @property
    def name(self) -> str:
        """One of ENGINES."""

    def scan(self, path: Path, order: str = "") -> Frame:
        """The rows of a Parquet file of the lake; only what is asked for is read.

        `order`: a column in whose ascending order they stand, which spares sorting them again.
        """

    def bring(self, frame: pl.DataFrame) -> Frame:
        """Rows from outside the lake, such as what staff know of customers."""

    def among(self, frame: Frame, column: str, values: pl.Series) -> Frame:
        """The rows whose value in a column is one of many from outside the lake."""

    def collect(self, frame: Frame) -> pl.DataFrame:
        """All rows in this process's memory, in any order."""

    def write(self, frame: Frame, path: Path, order: str) -> int:
        """Write all rows to a Parquet file, sorted ascending by a column; gives how many.

        `order` must name every row apart: the file's bytes then depend on its rows alone, not
        on the engine. Strings sort by their UTF-8 bytes, nulls come first.
        """


@contextmanager
def open_engine(name: str = "polars", master: str = "local[*]") -> Iterator[Engine]:
    """An engine by name, ended with the block. `master` is where Spark runs.

    Raises EngineError for a name that isn't in ENGINES, where Spark isn't installed, where there
    is no Java it can use, and where `master` can't be reached.
    """
    if name == "polars":
        from fairdue.engine.engines.polars import PolarsEngine

        yield PolarsEngine()
    elif name == "duckdb":
        from fairdue.engine.engines.duckdb import open_duckdb

        with open_duckdb() as duck:
            yield duck
    elif name == "spark":
        from fairdue.engine.engines.spark import open_spark

        with open_spark(master) as spark:
            yield spark
    else:
        raise EngineError(f"there is no engine {name!r}; choose one of {', '.join(ENGINES)}")


@contextmanager
def configured_engine(name: str | None = None, master: str | None = None) -> Iterator[Engine]:
    """The engine of this installation (FAIRDUE_ENGINE, FAIRDUE_SPARK_MASTER), unless named here."""
    from django.conf import settings

    with open_engine(name or settings.ENGINE, master or settings.SPARK_MASTER) as engine:
        yield engine
