"""The embedded database: any path, no leftovers, nobody stops it under somebody else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairdue.config import embedded

USE = """
import sys
from pathlib import Path
import psycopg
from fairdue.config import embedded
host = embedded.start(Path(sys.argv[1]))
with psycopg.connect(host=str(host), user="postgres", dbname="postgres") as link:
    print(link.execute("SELECT 40 + 2").fetchone()[0], host, flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the database until told to end."""

    def __init__(self, pgdata: Path) -> None:
        command = [sys.executable, "-c", USE, str(pgdata)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        answer, _, host = self.process.stdout.readline().strip().partition(" ")
        assert answer == "42"
        self.host = Path(host)

    def leave(self) -> None:
        assert self.process.communicate(timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=30)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that an unprivileged server may enter, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="fairdue-test-"))
    yield folder
    shutil.rmtree(folder)


def runs(pgdata: Path) -> bool:
    try:
        os.kill(int((pgdata / "postmaster.pid").read_text().split()[0]), 0)
    except (OSError, IndexError):
        return False
    return True


def test_the_last_user_stops_it_and_the_first_does_not(folder: Path) -> None:
    pgdata = folder / "postgres"
    first, second = User(pgdata), User(pgdata)
    first.leave()
    assert runs(pgdata)
    second.leave()
    assert not runs(pgdata)


def test_a_user_that_was_killed_is_not_counted(folder: Path) -> None:
    pgdata = folder / "postgres"
    killed, last = User(pgdata), User(pgdata)
    killed.kill()
    assert runs(pgdata)
    last.leave()
    assert not runs(pgdata)


def test_it_works_in_a_deep_path_with_spaces_and_quotes(folder: Path) -> None:
    deep = folder / "a folder's name" / ("deep" * 20) / "数据"
    deep.mkdir(parents=True)
    user = User(deep / "postgres")
    assert user.host != deep / "postgres"
    assert user.host.stat().st_mode & 0o077 == 0
    user.leave()
    assert not runs(deep / "postgres")
    assert not user.host.exists()


def test_a_number_left_by_a_power_cut_does_not_keep_it_from_starting(folder: Path) -> None:
    pgdata = folder / "postgres"
    User(pgdata).leave()
    left = [str(os.getpid()), str(pgdata), str(int(time.time())), "5432", str(pgdata), "", "", ""]
    (pgdata / "postmaster.pid").write_text("\n".join([*left[:7], "ready   "]) + "\n")
    user = User(pgdata)
    user.leave()
    assert not runs(pgdata)


def test_a_plain_short_path_holds_its_own_socket(tmp_path: Path) -> None:
    short = Path("/srv/fairdue/var/postgres")
    assert embedded.socket_folder(short) == short


def test_no_socket_is_named_where_no_server_runs(tmp_path: Path) -> None:
    assert embedded.running_socket(tmp_path) is None
    (tmp_path / "postmaster.pid").write_text("1\n/x\n")
    assert embedded.running_socket(tmp_path) is None
