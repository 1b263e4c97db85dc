"""Spark: for a portfolio that one machine no longer holds."""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import polars as pl

from fairdue.engine.engines.engine import EngineError, Frame
from fairdue.engine.engines.java import find_java
from fairdue.engine.parquet import write_parquet

LOOPBACK = "127.0.0.1"
SECONDS_TO_ANSWER = 5
DEEP_STACK = "-Xss32m"
"""Spark reads a decision table's nested conditions by recursion. In Java's own 1 MiB that ends, by
chance of what is compiled yet, in a thread that dies without a word while its caller waits."""
QUIET_LOG = """
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = Spark: %p %c{1}: %m%n%ex
"""


class SparkEngine:
    """See `engine.Engine`. Executors read and write the lake at the same path as this process."""

    name = "spark"

    def __init__(self, session: Any) -> None:
        self._session = session

    def scan(self, path: Path, order: str = "") -> Frame:
        """A Parquet file, lazily."""
        with _told_plainly():
            rows: Frame = nw.from_native(self._session.read.parquet(_address(path)))
        return rows

    def bring(self, frame: pl.DataFrame) -> Frame:
        """The frame, sent to Spark by Arrow."""
        rows: Frame = nw.from_native(self._session.createDataFrame(frame.to_arrow()))
        return rows

    def among(self, frame: Frame, column: str, values: pl.Series) -> Frame:
        """By a join."""
        named = self.bring(pl.DataFrame({column: values.unique()}))
        return frame.join(named, on=column, how="semi")

    def collect(self, frame: Frame) -> pl.DataFrame:
        """Work it out; the rows come to this process by Arrow."""
        with _told_plainly():
            rows: pl.DataFrame = frame.collect("polars").to_native()
        return rows

    def write(self, frame: Frame, path: Path, order: str) -> int:
        """Executors write sorted parts beside `path`; this process makes them one file.

        The parts are copied a group of rows at a time, so memory doesn't grow with the portfolio.
        """
        parts = path.with_name(f".{path.name}.parts")
        try:
            with _told_plainly():
                frame.sort(order).to_native().write.parquet(_address(parts))
            written = sorted(parts.glob("part-*.parquet"))
            if not written:
                raise EngineError(
                    f"Spark's executors wrote no part of {path} where this process sees it. The "
                    "lake (FAIRDUE_VAR) must be one shared file system, at the same path everywhere"
                )
            return write_parquet(pl.scan_parquet(written), path)
        finally:
            shutil.rmtree(parts, ignore_errors=True)


def _address(path: Path) -> str:
    """As Spark reads addresses: nothing escaped, so a day's folder keeps its equals sign."""
    return f"file://{path}"


@contextmanager
def open_spark(master: str) -> Iterator[SparkEngine]:
    """A session at `master`, ended with the block, its Java with it. Raises EngineError."""
    if not find_spec("pyspark"):
        raise EngineError(
            "Spark isn't installed. Install Fairdue's extra: pip install 'fairdue[spark]', or in a "
            "checkout: pip install --require-hashes -r requirements/spark.txt"
        )
    _refuse_deaf(master)
    with TemporaryDirectory(prefix="fairdue-spark-") as name:
        session = _start(master, Path(name))
        try:
            yield SparkEngine(session)
        finally:
            _end(session)


def _start(master: str, folder: Path) -> Any:
    from pyspark.sql import SparkSession

    if SparkSession.getActiveSession() is not None:
        raise EngineError("Spark runs in this process already; wait until it has ended")
    builder = SparkSession.builder.master(master).appName("fairdue")
    for key, value in _settings(master, folder).items():
        builder = builder.config(key, value)
    try:
        with _environment(master, folder):
            return builder.getOrCreate()
    except EngineError:
        raise
    except Exception as error:
        told = str(error).strip().splitlines()
        raise EngineError(
            f"Spark didn't start at {master!r}: {told[0] if told else type(error).__name__}. A "
            "master is local[2], local[*], or a cluster's, such as spark://host:7077"
        ) from error


def _settings(master: str, folder: Path) -> dict[str, str]:
    """What columns need of a session. All else is the cluster's own (spark-defaults.conf)."""
    log = folder / "log4j2.properties"
    log.write_text(QUIET_LOG)
    always = {
        "spark.driver.extraJavaOptions": f"{DEEP_STACK} -Dlog4j2.configurationFile={log.as_uri()}",
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if not master.startswith("local"):
        return always
    return always | {
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.host": LOOPBACK,
        "spark.driver.memory": f"{_memory_mib()}m",
        "spark.local.dir": str(folder),
        "spark.sql.shuffle.partitions": str(_cores(master)),
    }


def _cores(master: str) -> int:
    """How many parts to work in at once on this machine."""
    named = re.fullmatch(r"local\[(\d+).*\]", master)
    return max(2, int(named[1]) if named else os.cpu_count() or 2)


def _memory_mib() -> int:
    """A quarter of this machine's memory, which does all the work; Spark's own 1 GiB runs out, and
    then, by chance, a thread that somebody waits for ends without a word.
    """
    return max(1024, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 1024**2)


@contextmanager
def _environment(master: str, folder: Path) -> Iterator[None]:
    """What Spark's launcher reads while it starts, and nobody after it."""
    wanted = {"JAVA_HOME": str(find_java(folder))}
    if master.startswith("local"):
        wanted["SPARK_LOCAL_IP"] = LOOPBACK
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _refuse_deaf(master: str) -> None:
    """Spark itself would try for a minute, then stop without saying where."""
    named = re.fullmatch(r"spark://\[?([^,/]+?)\]?:(\d+)", master)
    if not named:
        return
    host, port = named[1], int(named[2])
    try:
        socket.create_connection((host, port), SECONDS_TO_ANSWER).close()
    except OSError as error:
        raise EngineError(
            f"no Spark master answers at {host}, port {port} ({error.strerror or error}). Is it "
            "running, and open to this machine? --master or FAIRDUE_SPARK_MASTER names another"
        ) from None


@contextmanager
def _told_plainly() -> Iterator[None]:
    """A file that executors don't find is the lake's place, not the night's fault."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JJavaError, PySparkException) as error:
        told = str(error)
        if "FileNotFound" in told or "FILE_NOT_EXIST" in told or "PATH_NOT_FOUND" in told:
            raise EngineError(
                "Spark's executors don't find a file of the lake that this process wrote. The lake "
                "(FAIRDUE_VAR) must be one shared file system, at the same path everywhere: "
                + told.strip().splitlines()[0]
            ) from error
        raise


def _end(session: Any) -> None:
    """Stop the session and the Java behind it, which would else live as long as this process."""
    from pyspark import SparkContext

    gateway = session.sparkContext._gateway
    session.stop()
    gateway.shutdown()
    if gateway.proc is not None:
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=60)
    SparkContext._gateway = SparkContext._jvm = None
