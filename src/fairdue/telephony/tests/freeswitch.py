"""A small exchange that speaks FreeSWITCH's event socket over real sockets.

It knows the documented text and the few commands we use; `user/busy` is engaged, and so on.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from pathlib import Path
from urllib.parse import quote

import numpy as np
import soundfile

PASSWORD = "ClueCon"
CAUSES = {
    "busy": "USER_BUSY",
    "declines": "CALL_REJECTED",
    "missing": "UNALLOCATED_NUMBER",
    "silent": "NO_ANSWER",
    "congested": "NORMAL_TEMPORARY_FAILURE",
}
_ORIGINATE = re.compile(r"originate \{(?P<said>[^}]*)\}(?P<endpoint>\S+) &park\(\)")


class FreeSwitch:
    """Channels by id, and everybody who listens."""

    def __init__(self) -> None:
        self.channels: dict[str, dict[str, str]] = {}
        self.commands: list[str] = []
        self.bridged: list[tuple[str, str]] = []
        self.shuffled = False
        self.turns_away = False
        self._files: dict[str, tuple[Path, float]] = {}
        self._sockets: list[socket.socket] = []
        self._lock = threading.RLock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()
        self.lose()

    def lose(self) -> None:
        """Drop every connection."""
        with self._lock:
            for each in self._sockets:
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
            self._sockets.clear()

    def channel_to(self, endpoint: str) -> str:
        return next(k for k, v in self.channels.items() if v.get("endpoint") == endpoint)

    def ring_in(self, channel: str, number: str) -> None:
        """Somebody calls, and the dialplan marks the channel and parks it."""
        self.channels[channel] = {"callstate": "RINGING"}
        self.tell(
            "CHANNEL_PARK", channel, Caller_Caller_ID_Number=number, variable_fairdue="inbound"
        )

    def hang_up(self, channel: str, cause: str = "NORMAL_CLEARING", how: str = "recv_bye") -> None:
        """A telephone is put down; FreeSWITCH then hangs up on the one it was bridged with."""
        with self._lock:
            if self.channels.pop(channel, None) is None:
                return
        self._finish(channel)
        others = [b if a == channel else a for a, b in self.bridged if channel in (a, b)]
        if self.shuffled:  # the one that was let go is told of first
            for each in others:
                self.hang_up(each, how="send_bye")
        said = {"Hangup_Cause": cause, "variable_sip_hangup_disposition": how}
        self.tell("CHANNEL_HANGUP_COMPLETE", channel, **said)
        for each in others:
            self.hang_up(each, how="send_bye")

    def tell(self, kind: str, channel: str = "", body: str = "", **said: str) -> None:
        headings = {"Event-Name": kind, "Unique-ID": channel}
        headings |= {
            name.replace("_", "-") if name[0].isupper() else name: said[name] for name in said
        }
        if body:
            headings["Content-Length"] = str(len(body))
        text = "".join(f"{name}: {quote(value)}\n" for name, value in headings.items() if value)
        self._send("text/event-plain", f"{text}\n{body}")

    def _send(self, kind: str, body: str, to: socket.socket | None = None) -> None:
        content = body.encode()
        frame = f"Content-Length: {len(content)}\nContent-Type: {kind}\n\n".encode() + content
        with self._lock:
            for each in [to] if to else list(self._sockets):
                try:
                    each.sendall(frame)
                except OSError:
                    continue

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        if self.turns_away:
            self._send("text/rude-rejection", "Access Denied, go away.\n", connection)
            connection.close()
            return
        connection.sendall(b"Content-Type: auth/request\n\n")
        with connection, connection.makefile("rb") as reader:
            while lines := _command(reader):
                self.commands.append(lines[0])
                verb, _, rest = lines[0].partition(" ")
                if verb == "auth" and rest != PASSWORD:
                    _reply(connection, "-ERR invalid")
                    self._send("text/disconnect-notice", "Disconnected, goodbye.\n", connection)
                    return
                if verb == "event":
                    self._sockets.append(connection)
                if verb == "api":
                    self._send("api/response", self._api(rest), connection)
                elif verb == "bgapi":
                    job = lines[1].partition(": ")[2]
                    _reply(connection, f"+OK Job-UUID: {job}")
                    threading.Thread(target=self._originate, args=(rest, job), daemon=True).start()
                else:
                    _reply(connection, "+OK accepted")

    def _api(self, command: str) -> str:
        name, *rest = command.split(" ")
        if name == "show":
            rows = [{"uuid": key, **value} for key, value in self.channels.items()]
            return json.dumps({"row_count": len(rows), "rows": rows})
        channel = rest[0]
        if channel not in self.channels:
            return "-ERR No such channel!\n"
        if name == "uuid_kill":
            self.hang_up(channel, how="send_bye")
        elif name == "uuid_answer":
            self._answer(channel)
        elif name == "uuid_bridge":
            self.bridged.append((channel, rest[1]))
        elif name == "uuid_record":
            self._files[channel] = (Path(rest[2]), time.monotonic())
        elif name == "uuid_broadcast" and rest[1].endswith(".wav"):
            seconds = soundfile.info(rest[1]).duration
            said = {"Playback_File_Path": rest[1], "Playback_Status": "done"}
            timer = threading.Timer(seconds, self.tell, ("PLAYBACK_STOP", channel), said)
            timer.daemon = True
            timer.start()
        return "+OK\n"

    def _originate(self, command: str, job: str) -> None:
        match = _ORIGINATE.fullmatch(command)
        assert match is not None, command
        said = dict(pair.split("=") for pair in match["said"].split(","))
        channel, endpoint = said["origination_uuid"], match["endpoint"]
        behaves = (
            endpoint.split("/")[-2] if endpoint.startswith("sofia") else endpoint.split("/")[1]
        )
        time.sleep(0.05)
        if behaves in ("missing", "congested"):  # no channel ever was
            self._done(job, f"-ERR {CAUSES[behaves]}")
            return
        with self._lock:
            self.channels[channel] = {"callstate": "RINGING", "endpoint": endpoint}
        if not self.shuffled:
            self.tell("CHANNEL_PROGRESS", channel)
            time.sleep(0.05)
        if behaves in CAUSES:
            self.hang_up(channel, CAUSES[behaves])
            self._done(job, f"-ERR {CAUSES[behaves]}")
        elif behaves != "rings":
            self._answer(channel)
            if self.shuffled:  # what was true before comes last
                self.tell("CHANNEL_PROGRESS", channel)
            self._done(job, f"+OK {channel}")

    def _answer(self, channel: str) -> None:
        with self._lock:
            if channel not in self.channels:
                return
            self.channels[channel]["callstate"] = "ACTIVE"
        self.tell("CHANNEL_ANSWER", channel)

    def _done(self, job: str, said: str) -> None:
        self.tell("BACKGROUND_JOB", body=f"{said}\n", Job_UUID=job)

    def _finish(self, channel: str) -> None:
        """Write what was recorded: the customer on the left, what they heard on the right."""
        if found := self._files.pop(channel, None):
            file, begun = found
            times = np.arange(int(8000 * (time.monotonic() - begun))) / 8000
            sides = [0.4 * np.sin(2 * np.pi * hertz * times) for hertz in (400, 1000)]
            soundfile.write(file, np.stack(sides, axis=1), 8000, subtype="PCM_16")


def _command(reader: object) -> list[str]:
    """The lines of the next command, or none at the end."""
    lines: list[str] = []
    while line := reader.readline():  # type: ignore[attr-defined]
        text = line.decode().rstrip("\n")
        if text:
            lines.append(text)
        elif lines:
            return lines
    return []


def _reply(connection: socket.socket, text: str) -> None:
    connection.sendall(f"Content-Type: command/reply\nReply-Text: {text}\n\n".encode())
