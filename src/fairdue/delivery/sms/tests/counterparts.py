"""Gateways for tests, each a process of its own on a free port of this machine.

Import the fixtures into a conftest: `smsc` (SMPP, does everything), `drive_smpp` (Kannel's own
SMPP test gateway) and `kannel` (bearerbox with smsbox, and fakesmsc as the telephone network).
"""

from __future__ import annotations

import json
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

SECONDS = 10.0
DRIVE = Path("/usr/lib/kannel/test/drive_smpp")
T = TypeVar("T")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for(ask: Callable[[], T], seconds: float = SECONDS) -> T:
    """Ask until the answer is a true one."""
    until = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
    return answer


def end(process: subprocess.Popen[Any]) -> None:
    process.kill()
    process.wait(SECONDS)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


class RunningSmsc:
    """The small gateway of smsc.py: `order` tells it what to do, `got` what it was handed."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.heard: list[dict[str, Any]] = []
        self.start()

    def start(self) -> None:
        """Start it, or start it again on the same port."""
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        command = [sys.executable, str(Path(__file__).with_name("smsc.py")), str(self.port)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()
        self.port = self.wait("ready")["port"]

    def url(self, **query: str) -> str:
        asked = "&".join(f"{name}={value}" for name, value in {"timeout": "2", **query}.items())
        return f"smpp://bank:secret@127.0.0.1:{self.port}?{asked}"

    def kill(self) -> None:
        end(self.process)

    def order(self, do: str, **order: Any) -> None:
        """Have it do something, and wait until it has."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        self.wait("done")

    def give(self, text: bytes, **fields: Any) -> None:
        """Deliver a text or receipt to whoever is bound for it."""
        addresses = {"source_addr": "8613800138000", "destination_addr": "10690001"}
        self.order("give", **{**addresses, **fields}, short_message=text.hex())

    def wait(self, event: str, seconds: float = SECONDS) -> dict[str, Any]:
        """What it says next of this kind; what it says meanwhile is kept in `heard`."""
        while True:
            said = self._said.get(timeout=seconds)
            self.heard.append(said)
            if said["event"] == event:
                return said

    def got(self) -> list[dict[str, Any]]:
        """Every text it was handed so far."""
        self.order("set")  # once it has obeyed, it has said all there is
        return [each for each in self.heard if each["event"] == "submit_sm"]

    def _listen(self, process: subprocess.Popen[str]) -> None:
        said = self._said
        assert process.stdout is not None
        for line in process.stdout:
            said.put(json.loads(line))


@pytest.fixture
def smsc() -> Iterator[RunningSmsc]:
    running = RunningSmsc()
    yield running
    running.kill()


@pytest.fixture
def drive_smpp(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Kannel's SMPP test gateway: its port and its log. It gives out two texts, “1” and “2”."""
    if not DRIVE.exists():
        pytest.skip("needs the Debian package kannel-extras")
    port, log = free_port(), tmp_path / "drive_smpp.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [DRIVE, "-v", "0", "-p", str(port), "-m", "2"], stdout=out, stderr=out, cwd=tmp_path
        )
    wait_for(lambda: b"accept_thread" in log.read_bytes())
    yield port, log
    end(process)
