"""Gateways for tests, each a process of its own on a free port of this machine.

Import the fixtures into a conftest: `smsc` (SMPP, does everything), `drive_smpp` (Kannel's own
SMPP test gateway), and `kannel` with what it needs, `called` and `start_kannel` (bearerbox with
smsbox, and fakesmsc as the telephones).
"""

from __future__ import annotations

import json
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

import pytest
from pytest_django import Settings

SECONDS = 30.0
DRIVE = Path("/usr/lib/kannel/test/drive_smpp")
FAKESMSC = DRIVE.with_name("fakesmsc")
BEARERBOX, SMSBOX = Path("/usr/sbin/bearerbox"), Path("/usr/sbin/smsbox")
INBOUND_SECRET = "inbound-secret-of-tests"
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
        self._listening = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self._listening.start()
        self.port = self.wait("ready")["port"]

    def url(self, **query: str) -> str:
        asked = "&".join(f"{name}={value}" for name, value in {"timeout": "2", **query}.items())
        return f"smpp://bank:secret@127.0.0.1:{self.port}?{asked}"

    def kill(self) -> None:
        self.process.kill()
        self._listening.join(SECONDS)  # or it would read what is closed now
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


class RunningKannel:
    """Kannel's bearerbox and smsbox, with fakesmsc for the telephones.

    `handed_to` is where texts of customers are posted. Receipts go where FAIRDUE_URL says.
    """

    def __init__(self, folder: Path, handed_to: str) -> None:
        self.folder = folder
        self.admin, self.boxes, self.network, self.port = (free_port() for _ in range(4))
        self.config = folder / "kannel.conf"
        self.config.write_text(CONFIG.format(it=self, store=folder / "store", handed_to=handed_to))
        self.processes: list[subprocess.Popen[bytes]] = []
        self.logs: list[Path] = []
        self.start()

    @property
    def url(self) -> str:
        return (
            f"kannel+http://bank:secret@127.0.0.1:{self.port}/cgi-bin/sendsms"
            f"?inbound={INBOUND_SECRET}&timeout=3"
        )

    def start(self) -> None:
        """Start it, or start it again on the same ports with what it had stored."""
        log = self._run("bearerbox", BEARERBOX, "-v", "1", str(self.config))
        # Whoever connects to the network's port is taken for the telephones: never probe it.
        wait_for(lambda: b"Start-up done" in log.read_bytes() and answers(self.boxes))
        self._run("smsbox", SMSBOX, "-v", "1", str(self.config))
        wait_for(lambda: answers(self.port))
        self.telephones()

    def drop(self) -> None:
        """What takes texts from us is killed and started again; what it passed on is not lost."""
        end(self.processes[1])
        log = self.folder / f"smsbox.{len(self.logs)}.log"
        with log.open("wb") as out:
            self.processes[1] = subprocess.Popen(
                [SMSBOX, "-v", "1", str(self.config)], stdout=out, stderr=out, cwd=self.folder
            )
        self.logs.append(log)
        wait_for(lambda: answers(self.port))

    def telephones(self, *wrote: str) -> None:
        """Connect the telephones, which write what is given in fakesmsc's form.

        As `8613800138000 10690001 text STOP`, or `… ucs2 %90%00%8B%A2`. Until then they are gone.
        """
        self.telephones_off()
        number = str(len(wrote))
        words = wrote or ("1 2 text never sent",)
        asked = ["-H", "127.0.0.1", "-r", str(self.network), "-i", "0.1", "-m", number, *words]
        log = self._run("fakesmsc", FAKESMSC, *asked)
        wait_for(lambda: b"Connecting to" in log.read_bytes())

    def telephones_off(self) -> None:
        """The network is gone, and Kannel has noticed."""
        if self.processes[2:]:
            end(self.processes.pop())
            log = next(each for each in reversed(self.logs) if each.name.startswith("bearerbox"))
            wait_for(lambda: b"Closing connection" in log.read_bytes().rpartition(b"connected")[2])

    def kill(self) -> None:
        """All of it, at once."""
        for process in self.processes:
            end(process)
        self.processes = []

    def got(self, number: int = 1) -> list[tuple[str, str]]:
        """What the telephones got, long texts joined: at least so many, as (number, text)."""
        wait_for(lambda: len(self._texts()) >= number)
        return self._texts()

    def _run(self, name: str, *command: str | Path) -> Path:
        log = self.folder / f"{name}.{len(self.logs)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, cwd=self.folder)
        self.processes.append(process)
        self.logs.append(log)
        return log

    def _texts(self) -> list[tuple[str, str]]:
        logs = [log for log in self.logs if log.name.startswith("fakesmsc")]
        said = "\n".join(log.read_text("utf-8", "replace") for log in logs)
        texts: dict[object, tuple[str, str, bytes]] = {}
        for to, form, rest in GOT.findall(said):
            words = rest.split(" ")
            coding = "utf-8" if form in ("text", "data") else "utf-16-be"
            joined = (to, _plain(words[0])[3]) if form == "udh" else len(texts)
            octets = rest.encode() if form == "text" else _plain(words[-1])
            before = texts.get(joined, (to, coding, b""))[2]
            texts[joined] = to, coding, before + octets  # Kannel may cut a surrogate pair in two
        return [(to, octets.decode(coding)) for to, coding, octets in texts.values()]


GOT = re.compile(r"Got message \d+: <\S+ (\S+) (\S+) (.*)>")
CONFIG = """
group = core
admin-port = {it.admin}
admin-password = bar
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = {it.boxes}
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
store-type = file
store-location = {store}

group = smsc
smsc = fake
smsc-id = network
port = {it.network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {it.port}
http-request-retry = 20
http-queue-delay = 1

group = sendsms-user
username = bank
password = secret
max-messages = 20
concatenation = true
default-sender = 10690001

group = sms-service
keyword = default
catch-all = yes
max-messages = 0
send-sender = yes
post-url = "{handed_to}"
"""


def _plain(encoded: str) -> bytes:
    return unquote_to_bytes(encoded.replace("+", " "))


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def start_kannel(tmp_path: Path) -> Iterator[Callable[[str], RunningKannel]]:
    """Starts Kannel; texts of customers are posted to the address given."""
    for program in (BEARERBOX, SMSBOX, FAKESMSC):
        if not program.exists():
            pytest.skip("needs the Debian packages kannel and kannel-extras")
    running: list[RunningKannel] = []

    def start(handed_to: str) -> RunningKannel:
        running.append(RunningKannel(tmp_path, handed_to))
        return running[-1]

    yield start
    for each in running:
        each.kill()


@dataclass
class Called:
    """An address of ours that only notes what it is called with."""

    port: int = 0
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def called() -> Iterator[Called]:
    told = Called()

    class Listener(BaseHTTPRequestHandler):
        def note(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told.calls.append((self.path, dict(self.headers), body))
            self.send_response(202)
            self.end_headers()

        do_GET = do_POST = note  # noqa: N815 - http.server's own names

        def log_message(self, *said: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    told.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def kannel(
    start_kannel: Callable[[str], RunningKannel], called: Called, settings: Settings
) -> RunningKannel:
    """Kannel as it would be set up, with all its calls noted in `called`."""
    settings.PUBLIC_URL = called.url
    running = start_kannel(f"{called.url}/texts/inbound/{INBOUND_SECRET}")
    settings.SMS_URL = running.url
    return running
