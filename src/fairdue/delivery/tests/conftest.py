"""A real mail server on this machine, and a data folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from fairdue.delivery.mail.smtp import Smtp, opened


@dataclass
class Postbox:
    """Keeps what it is handed; refuses whom it is told to refuse."""

    got: list[Envelope] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    port: int = 0
    lines: set[int] = field(default_factory=set)
    """One for each connection that brought something."""
    asked: list[tuple[list[str], list[str]]] = field(default_factory=list)
    """What went with MAIL and RCPT of each message."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        self.asked.append((list(envelope.mail_options), list(options)))
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.got.append(envelope)
        self.lines.add(id(session))
        return "250 OK"


class Loose(Controller):
    """A controller that finds a free port by itself."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server of the test's own, and the settings that name it."""
    box = Postbox()
    controller: Any = Loose(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.port
    settings.SMTP_URL = f"smtp://127.0.0.1:{box.port}?timeout=5"
    settings.MAIL_FROM = "某银行 <help@bank.example>"
    settings.OUTBOX = False
    yield box
    controller.stop()


@pytest.fixture
def hearing(postbox: Postbox, settings: Settings, var: Path) -> Iterator[Smtp]:
    """The carrier, with the postbox to send to and a listener of its own on a free port."""
    settings.MAIL_BOUNCES, settings.MAIL_REPLIES = "bounces@bank.example", "answers@bank.example"
    settings.MAIL_LISTEN = "lmtp://127.0.0.1:0"
    carrier = opened()
    assert list(carrier.collect()) == []
    yield carrier
    carrier.close()


@pytest.fixture
def var(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path
