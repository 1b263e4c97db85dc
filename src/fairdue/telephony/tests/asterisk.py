"""A small exchange that speaks Asterisk's REST interface over real sockets.

It knows no more than the calls and events that are documented, and behaves as endpoints are told
to: `PJSIP/busy` is engaged, `PJSIP/answers` rings and is lifted, and so on.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import soundfile

SECRET = base64.b64encode(b"fairdue:s3cret").decode()
CAUSES = {"busy": 17, "declines": 21, "missing": 1, "silent": 19, "congested": 42}
TONES = {"us": 1000, "customer": 400}
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3


class Asterisk:
    """Channels, bridges and recordings of one application."""

    def __init__(self) -> None:
        self.channels: dict[str, dict[str, Any]] = {}
        self.bridges: dict[str, list[str]] = {}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.sockets: list[socket.socket] = []
        self.shuffled = False
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {}))
        self._server.RequestHandlerClass.exchange = self  # type: ignore[attr-defined]
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.lose()

    def lose(self) -> None:
        """Drop every event connection, as a restart of the network does."""
        with self._lock:
            for each in self.sockets:
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
            self.sockets.clear()

    def tell(self, kind: str, **said: Any) -> None:
        frame = json.dumps({"type": kind, "application": "fairdue", **said}).encode()
        head = struct.pack("!BBH", 0x81, 126, len(frame))
        with self._lock:
            for each in self.sockets:
                try:
                    each.sendall(head + frame)
                except OSError:
                    continue

    def ring_in(self, channel: str, number: str) -> None:
        """Somebody calls, and the dialplan hands them to the application."""
        with self._lock:
            made = {"id": channel, "state": "Ring", "caller": {"number": number}}
            self.channels[channel] = made
        self.tell("StasisStart", channel=made, args=[])

    def hang_up(self, channel: str, cause: int = 16) -> None:
        """A telephone is put down, or never lifted."""
        with self._lock:
            gone = self.channels.pop(channel, None)
        if gone is not None:
            self.tell("ChannelDestroyed", channel=gone, cause=cause, cause_txt="")

    def channel_to(self, endpoint: str) -> str:
        return next(k for k, v in self.channels.items() if v.get("endpoint") == endpoint)

    def act(  # noqa: PLR0911 - one for each request
        self, method: str, path: str, said: dict[str, Any]
    ) -> tuple[int, Any]:
        """Answer a request."""
        with self._lock:
            self.asked.append((method, path, said))
        match method, path.strip("/").split("/"):
            case "GET", ["channels"]:
                return 200, list(self.channels.values())
            case "POST", ["channels", channel]:
                return self._originate(channel, said["endpoint"])
            case "DELETE", ["channels", channel]:
                known = channel in self.channels
                self.hang_up(channel)
                return (204, None) if known else (404, {"message": "Channel not found"})
            case "POST", ["channels", channel, "answer"]:
                self._state(channel, "Up")
                return 204, None
            case "POST", ["channels", channel, "snoop", snoop]:
                return self._snoop(channel, snoop)
            case "POST", ["channels", channel, "play", playback]:
                self._play(channel, playback, said["media"])
                return 201, {"id": playback}
            case "POST", ["channels", _, "record"]:
                return 201, {"name": said["name"], "state": "recording"}
            case "POST", ["bridges", bridge]:
                self.bridges[bridge] = []
                return 200, {"id": bridge}
            case "POST", ["bridges", bridge, "addChannel"]:
                self.bridges[bridge] += said["channel"].split(",")
                return 204, None
            case "POST", ["recordings", "live", _, "stop"]:
                return 404, {"message": "Recording not found"}
            case "GET", ["recordings", "stored", name, "file"]:
                return 200, _wave(TONES[name.rpartition("-")[2]])
            case "DELETE", ["bridges" | "playbacks" | "recordings", *_]:
                return 204, None
        return 404, {"message": "Resource not found"}

    def _originate(self, channel: str, endpoint: str) -> tuple[int, Any]:
        behaves = endpoint.partition("/")[2].partition("@")[0]
        if behaves == "refused":
            return 500, {"message": "Allocation failed"}
        made = {"id": channel, "state": "Down", "endpoint": endpoint, "caller": {"number": ""}}
        with self._lock:
            self.channels[channel] = made
        threading.Thread(target=self._behave, args=(channel, behaves), daemon=True).start()
        return 200, made

    def _behave(self, channel: str, behaves: str) -> None:
        time.sleep(0.05)
        if behaves in ("congested", "missing"):
            self.hang_up(channel, CAUSES[behaves])
            return
        if not self.shuffled:
            self._state(channel, "Ringing")
            time.sleep(0.05)
        if behaves in CAUSES:
            self.hang_up(channel, CAUSES[behaves])
        elif behaves != "rings":
            with self._lock:
                if channel not in self.channels:
                    return
                self.channels[channel]["state"] = "Up"
                there = dict(self.channels[channel])
            self.tell("StasisStart", channel=there, args=[])
            self.tell("ChannelStateChange", channel=there)
            if self.shuffled:  # what was true before comes last
                self.tell("ChannelStateChange", channel={**there, "state": "Ringing"})

    def _state(self, channel: str, state: str) -> None:
        with self._lock:
            if channel not in self.channels:
                return
            self.channels[channel]["state"] = state
            there = dict(self.channels[channel])
        self.tell("ChannelStateChange", channel=there)

    def _snoop(self, channel: str, snoop: str) -> tuple[int, Any]:
        if channel not in self.channels:
            return 404, {"message": "Channel not found"}
        made = {"id": snoop, "state": "Up"}
        self.tell("StasisStart", channel=made, args=[])
        return 200, made

    def _play(self, channel: str, playback: str, media: str) -> None:
        if media.startswith("tone:"):
            return
        path = media.removeprefix("sound:") + ".wav"
        seconds = soundfile.info(path).duration
        told = {"id": playback, "target_uri": f"channel:{channel}", "state": "done"}
        timer = threading.Timer(seconds, self.tell, ("PlaybackFinished",), {"playback": told})
        timer.daemon = True
        timer.start()


class _Handler(BaseHTTPRequestHandler):
    exchange: Asterisk
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        return

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        said = json.loads(self.rfile.read(length) or b"{}")
        path = self.path.removeprefix("/ari")
        if self.headers.get("Authorization") != f"Basic {SECRET}":
            self._answer(401, {"message": "Authentication required"})
        elif path.startswith("/events"):
            self._events()
        else:
            self._answer(*self.exchange.act(self.command, path.partition("?")[0], said))

    def _events(self) -> None:
        key = self.headers["Sec-WebSocket-Key"] + _GUID
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        self.exchange.sockets.append(self.connection)
        while self.connection.recv(4096):
            continue
        self.close_connection = True

    def _answer(self, code: int, said: Any) -> None:
        body = (
            said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
        )
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _wave(hertz: int, seconds: float = 3.0) -> bytes:
    times = np.arange(int(8000 * seconds)) / 8000
    file = io.BytesIO()
    tone = 0.4 * np.sin(2 * np.pi * hertz * times)
    soundfile.write(file, tone, 8000, format="WAV", subtype="PCM_16")
    return file.getvalue()
