"""Serving, as a person does it: it answers, it refuses a taken port, it leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from fairdue.config import serving

FAIRDUE = str(Path(sys.executable).with_name("fairdue"))
SECONDS_MAX = 60

pytestmark = pytest.mark.slow  # each starts a whole product


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """A data folder of its own, which an unprivileged database may enter."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("FAIRDUE_")}
    inherited.pop("DATABASE_URL", None)
    folder = tempfile.mkdtemp(prefix="fairdue-test-")
    yield inherited | {"FAIRDUE_VAR": folder, "LC_ALL": "C.UTF-8"}
    shutil.rmtree(folder)


class Server:
    """`fairdue serve` on a free port, answering."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process = subprocess.Popen(
            [FAIRDUE, "serve", "--port", str(self.port)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if f"http://127.0.0.1:{self.port}" in line:
                break
        assert self.process.poll() is None
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        assert len(self.family) >= 4  # gunicorn, its two processes, the worker

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=20
            ) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=SECONDS_MAX)
        return self.process.returncode


def all_gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=SECONDS_MAX)
    return not alive


def database_runs(environment: dict[str, str]) -> bool:
    return (Path(environment["FAIRDUE_VAR"]) / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything(environment: dict[str, str], number: signal.Signals) -> None:
    server = Server(environment)
    status, body = server.get("/health")
    assert (status, json.loads(body)) == (200, {"database": "ok", "night": None})
    assert server.end(number) == 0
    assert all_gone(server.family)
    assert not database_runs(environment)


def test_a_taken_port_is_named_and_the_first_server_goes_on(environment: dict[str, str]) -> None:
    server = Server(environment)
    second = subprocess.run(
        [FAIRDUE, "serve", "--port", str(server.port)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert second.returncode == 1
    assert f"port {server.port}" in second.stderr
    assert f"--port {server.port + 1}" in second.stderr
    assert "Traceback" not in second.stderr
    assert server.get("/health")[0] == 200
    assert server.get("/sign-in/")[0] == 200
    assert server.get("/nowhere")[0] == 404
    server.end(signal.SIGTERM)


@pytest.mark.parametrize("name", ["procrastinate", "sender"])
def test_when_a_child_ends_all_end_and_the_command_fails(
    environment: dict[str, str], name: str
) -> None:
    server = Server(environment)
    ending = next(child for child in server.family if name in child.cmdline())
    ending.kill()
    server.process.communicate(timeout=SECONDS_MAX)
    assert server.process.returncode == 1
    assert all_gone(server.family)


def test_calls_have_a_process_of_their_own_where_an_exchange_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FAIRDUE_PHONE_URL", raising=False)
    without = {command[-1] for command in serving._commands("127.0.0.1", 8000).values()}
    monkeypatch.setenv("FAIRDUE_PHONE_URL", "esl://:secret@127.0.0.1?gateway=trunk")
    with_one = {command[-1] for command in serving._commands("127.0.0.1", 8000).values()}
    assert "sender" in without, "messages wait for nothing but their permit"
    assert with_one - without == {"operator"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_even_when_killed_no_child_is_left(environment: dict[str, str]) -> None:
    server = Server(environment)
    server.end(signal.SIGKILL)
    assert all_gone(server.family)
    ended = subprocess.run(
        [FAIRDUE, "migrate", "--check"], env=environment, capture_output=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    for _ in range(100):
        if not database_runs(environment):
            break
        time.sleep(0.05)
    assert not database_runs(environment)


def test_a_known_password_is_not_served_to_a_network(environment: dict[str, str]) -> None:
    mark = Path(environment["FAIRDUE_VAR"]) / "demo.json"
    mark.write_text('{"accounts": 1, "seed": 1, "as_of": "2026-01-31", "whole": true}')
    run = subprocess.run(
        [FAIRDUE, "serve", "--host", "0.0.0.0"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    mark.unlink()
    assert run.returncode == 1
    assert "demonstration" in run.stderr
