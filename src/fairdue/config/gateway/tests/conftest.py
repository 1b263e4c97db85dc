"""The portal's browsers and clock, and the test gateway answering on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import LazySettings

from fairdue.config.gateway.app import Gateway
from fairdue.config.gateway.store import Store
from fairdue.integration.rules.signatures import secret_bytes
from fairdue.portal.tests.conftest import Clock, clock, signed_in

__all__ = ["clock", "signed_in", "store"]


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def store(
    tmp_path: Path, settings: LazySettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """The test gateway, answering; its notices wait in its store."""
    monkeypatch.setattr("fairdue.config.gateway.app.now", lambda: clock.at)
    store = Store(tmp_path / "payments.sqlite3")
    app = Gateway(store, secret_bytes(settings.GATEWAY_SECRET), "")
    with make_server("127.0.0.1", 0, app, _Threaded, _Quiet) as server:
        app.address = settings.GATEWAY_URL = f"http://127.0.0.1:{server.server_port}"
        settings.GATEWAY = "test"
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield store
        server.shutdown()
