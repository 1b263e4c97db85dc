"""A database with every migration applied, made once and copied: to apply them takes a minute.

It is kept under the data folder of the run, and made anew when a migration or a pinned package
has changed. A server named by DATABASE_URL has none: Django makes its test database as ever.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.apart import ROOT, WHOLE

FAIRDUE = str(Path(sys.executable).with_name("fairdue"))
DIGEST = "migrated"
"""The file beside a database that says of which migrations it is."""


def copy_migrated(folder: Path) -> None:
    """Give a data folder a migrated database that nobody serves yet, in place of an older one."""
    whole = WHOLE / "migrated"
    whole.mkdir(parents=True, exist_ok=True)
    digest = _digest()
    with (whole / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _told(whole) != digest:
            _make(whole, digest)
    if _told(folder) != digest:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder / "postgres", ignore_errors=True)
        subprocess.run(["cp", "-a", str(whole / "postgres"), str(folder)], check=True)
        (folder / DIGEST).write_text(digest)


def _make(folder: Path, digest: str) -> None:
    shutil.rmtree(folder / "postgres", ignore_errors=True)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    ended = subprocess.run(
        [FAIRDUE, "migrate"],
        env=environment | {"FAIRDUE_VAR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (folder / DIGEST).write_text(digest)


def _told(folder: Path) -> str:
    try:
        return (folder / DIGEST).read_text()
    except FileNotFoundError:
        return ""


def _digest() -> str:
    """Of everything that says what a migrated database is."""
    found = hashlib.sha256((ROOT / "requirements/runtime.txt").read_bytes())
    for file in sorted((ROOT / "src/fairdue").glob("*/migrations/*.py")):
        found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()
