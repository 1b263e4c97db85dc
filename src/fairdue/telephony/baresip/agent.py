"""A baresip process and the connection by which it is told what to do.

The process writes numbers to its output, which therefore goes nowhere. It is controlled on a
loopback port with JSON in netstrings (modules/ctrl_tcp of baresip). When we are killed the
kernel sends it SIGTERM, upon which it hangs up and ends.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairdue.kernel.text import Text
from fairdue.telephony.baresip import address
from fairdue.telephony.baresip.address import Trunk
from fairdue.telephony.line import LineError

START_SECONDS_MAX = 5.0
ANSWER_SECONDS_MAX = 5.0
STOP_SECONDS_MAX = 3.0
TRIES = 3
_LENGTH_DIGITS_MAX = 8
_LAUNCHER = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Asks for SIGTERM when the parent ends (PR_SET_PDEATHSIG of linux/prctl.h), and becomes baresip.
A program of its own, as nothing may run between fork and exec in a process with threads."""

MODULES = ("g711", "aufile", "aubridge")
APPLICATIONS = ("menu", "ctrl_tcp")


@dataclass(frozen=True, slots=True)
class Setup:
    """How a process is set up: its trunk, whether it listens, and whether it records."""

    trunk: Trunk
    listens: bool
    records: bool


class Agent:
    """A running baresip. Use it from one event loop only."""

    def __init__(self, folder: Path, heard: Callable[[Mapping[str, Any]], None]) -> None:
        self._folder = folder
        self._heard = heard
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._asked: dict[str, asyncio.Future[bool]] = {}
        self._count = 0
        self._turn = asyncio.Lock()

    async def start(self, setup: Setup) -> None:
        """Start it and connect. Raises LineError when it doesn't come up."""
        for _ in range(TRIES):  # another process may take the port between finding and using it
            port = _free_port()
            write_setup(self._folder, setup, port)
            await self._launch()
            if await self._connect(port):
                break
            await self._end()
        else:
            raise LineError(
                Text(
                    "baresip did not start; run it by hand to see why, and check listen and "
                    "interface in FAIRDUE_PHONE_URL.",
                    "baresip 未能启动；请手动运行查看原因，并检查 FAIRDUE_PHONE_URL 中的"
                    " listen 与 interface。",
                ),
                again=True,
            )
        (self._folder / "accounts").unlink()  # it holds the password, and was read by now

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid if self._process else 0

    async def tell(self, account: str, *commands: tuple[str, str]) -> None:
        """Do things as one of its accounts, one after another. Raises LineError, OSError."""
        async with self._turn:
            for name, what in (("uafind", account), *commands):
                if not await self._ask(name, what):
                    raise LineError(
                        Text(
                            f"baresip refused the command {name}.",
                            f"baresip 拒绝执行命令 {name}。",
                        )
                    )

    async def close(self) -> None:
        """End it: it hangs up first. Removes its folder."""
        await self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _launch(self) -> None:
        launcher = (sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()))
        self._process = await asyncio.create_subprocess_exec(
            *launcher,
            address.program(),
            "-4",
            "-f",
            str(self._folder),
            cwd=self._folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )

    async def _connect(self, port: int) -> bool:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + START_SECONDS_MAX
        while self._process and self._process.returncode is None and loop.time() < give_up:
            try:
                reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            self._reading = loop.create_task(self._read(reader))
            try:
                return await self._ask("uanext", "") or True
            except (OSError, TimeoutError):
                return False
        return False

    async def _ask(self, name: str, what: str) -> bool:
        if self._writer is None or self._reading is None or self._reading.done():
            raise ConnectionError("baresip is gone")
        self._count += 1
        token = str(self._count)
        message: dict[str, str] = {"command": name, "token": token}
        if what:
            message["params"] = what
        answer = self._asked[token] = asyncio.get_running_loop().create_future()
        self._writer.write(netstring(json.dumps(message).encode()))
        try:
            await self._writer.drain()
            return await asyncio.wait_for(answer, ANSWER_SECONDS_MAX)
        finally:
            self._asked.pop(token, None)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Hand on what it says until it says no more."""
        try:
            while True:
                message = json.loads(await read_netstring(reader))
                if message.get("response"):
                    answer = self._asked.get(message.get("token", ""))
                    if answer is not None and not answer.done():
                        answer.set_result(bool(message.get("ok")))
                else:
                    self._heard(message)
        except (OSError, EOFError, ValueError):
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("baresip is gone"))
            self._heard({"type": "GONE"})

    async def _end(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._writer is not None:
            self._writer.close()
        process = self._process
        if process is None or process.returncode is not None:
            return
        try:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
        except ProcessLookupError:
            return
        except TimeoutError:
            process.kill()
            await process.wait()


def write_setup(folder: Path, setup: Setup, control_port: int) -> None:
    """Write what baresip reads when it starts, for this user's eyes only."""
    trunk = setup.trunk
    lines = [
        "poll_method epoll",
        "audio_player aubridge,quiet",
        "audio_source aubridge,quiet",
        "ausrc_srate 8000",
        "auplay_srate 8000",
        "ausrc_channels 1",
        "auplay_channels 1",
        f"rtp_ports {trunk.rtp_ports}",
        f"module_path {address.modules()}",
        *(f"module {name}.so" for name in MODULES),
        "module_tmp account.so",
        *(f"module_app {name}.so" for name in APPLICATIONS),
        f"ctrl_tcp_listen 127.0.0.1:{control_port}",
        "ringback_disabled yes",
    ]
    if setup.records:
        lines += ["module sndfile.so", "snd_path ."]  # it has room for 128 bytes of a name
    if trunk.interface:
        lines.append(f"net_interface {trunk.interface}")
    if setup.listens and trunk.listen:
        lines.append(f"sip_listen {trunk.listen}")
    elif trunk.interface:
        lines.append(f"sip_listen {trunk.interface}:0")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder / "config", lines)
    secret = f";auth_user={trunk.user};auth_pass={trunk.password}" if trunk.user else ""
    every = address.REGISTER_SECONDS if setup.listens and trunk.register else 0
    outbound = f';outbound="sip:{trunk.proxy};lr"' if every else ""
    customer = f"<{trunk.caller}>;regint={every}{outbound}{secret}"
    collector = f"<{trunk.desk}>;regint=0{secret}"
    _write(
        folder / "accounts",
        [
            f"{collector};audio_source=aubridge,quiet1;audio_player=aubridge,said",
            f"{customer};answermode=manual;audio_source=aubridge,quiet2;audio_player=aubridge,heard",
        ],
    )


def netstring(content: bytes) -> bytes:
    """Frame a message: its length, a colon, itself, a comma."""
    return b"%d:%s," % (len(content), content)


async def read_netstring(reader: asyncio.StreamReader) -> bytes:
    """The next message. Raises EOFError at the end, ValueError where it is malformed."""
    length = (await reader.readuntil(b":"))[:-1]
    if not length.isdigit() or len(length) > _LENGTH_DIGITS_MAX:
        raise ValueError("not a netstring")
    content = await reader.readexactly(int(length))
    if await reader.readexactly(1) != b",":
        raise ValueError("not a netstring")
    return content


def _write(path: Path, lines: list[str]) -> None:
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
