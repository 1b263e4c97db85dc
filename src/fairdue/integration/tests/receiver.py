"""A real HTTP server on this machine that receives webhooks, well or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LONG = 20.0


@dataclass
class Receiver:
    """What arrived, and how to answer: a status each in turn, then the last one for good."""

    answers: list[int | str] = field(default_factory=lambda: [200])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        """The identifiers that arrived, in order."""
        return [headers["webhook-id"] for headers, _body in self.got]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The events that arrived, in order."""
        return [json.loads(body) for _headers, body in self.got]

    def next_answer(self) -> int | str:
        """A status, or a way to misbehave: "slow", "drip", "hang up", "elsewhere"."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.got.append((headers, body))
        answer = self.receiver.next_answer()
        self.close_connection = True
        if answer == "slow":
            self.receiver.let_go.wait(LONG)
        elif answer == "drip":
            self._drip()
        elif answer == "elsewhere":
            self.send_response(302)
            self.send_header("Location", self.receiver.url)
            self.end_headers()
        elif answer != "hang up":
            self.send_response(int(answer))
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _drip(self) -> None:
        """One byte of the answer at a time, for ever."""
        try:
            for letter in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: " + b"a" * 500:
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def receiving(*answers: int | str) -> Iterator[Receiver]:
    """A receiver at 127.0.0.1 that answers so."""
    receiver = Receiver(answers=list(answers or (200,)))
    handler = type("Handler", (_Handler,), {"receiver": receiver})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        receiver.url = f"http://127.0.0.1:{server.server_port}/hooks?from=fairdue"
        try:
            yield receiver
        finally:
            receiver.let_go.set()
            server.shutdown()
            thread.join(5)
