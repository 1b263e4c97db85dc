"""A small server that the lender's own mail server hands bounces and answers to.

It speaks LMTP or SMTP (aiosmtpd), takes letters for our own addresses only, relays nothing and
says yes only once a letter is on disk. It is meant to stand behind the lender's mail server, not
on the open network.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from fairdue.delivery.mail.coming_in import SIZE_MAX, Maildir
from fairdue.delivery.mail.verp import key_of
from fairdue.delivery.message import DeliveryError
from fairdue.kernel.text import Text

RECIPIENTS_MAX = 20
IDLE_SECONDS_MAX = 60
PORTS = {"lmtp": 24, "smtp": 25}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listens:
    """Where and how letters are taken."""

    protocol: str
    host: str
    port: int


def listens_at(url: str) -> Listens:
    """Read FAIRDUE_MAIL_LISTEN. Raises DeliveryError that says how to write it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _malformed() from None
    odd = parts.path.strip("/") or parts.query or parts.username
    if parts.scheme not in PORTS or not parts.hostname or odd:
        raise _malformed()
    return Listens(parts.scheme, parts.hostname, PORTS[parts.scheme] if port is None else port)


@dataclass(slots=True)
class Door:
    """Takes letters for our addresses into a maildir."""

    maildir: Maildir
    replies: frozenset[str]
    """Addresses, in lower case, that answers come to."""
    counted: Counter[str] = field(default_factory=Counter)
    """taken, forged (a bounce address that nobody issued), not_ours, no_room."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take our own addresses only, and of bounces only those that were issued."""
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return "452 4.5.3 too many recipients"
        base = self.maildir.bounces.lower()
        given = address.lower()
        if not (given == base or given in self.replies or key_of(base, given)):
            forged = given.startswith(f"{base.partition('@')[0]}+")
            self.counted["forged" if forged else "not_ours"] += 1
            return "550 5.1.1 no such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Say yes once the letter is on disk. LMTP wants an answer for each recipient."""
        answers = [self._kept(envelope, each) for each in envelope.rcpt_tos]
        if isinstance(server, LMTP):
            return "\r\n".join(answers)
        return next((each for each in answers if not each.startswith("250")), answers[0])

    def _kept(self, envelope: Envelope, recipient: str) -> str:
        content = envelope.original_content or b""
        try:
            self.maildir.put(content, sender=envelope.mail_from or "", recipient=recipient)
        except OSError as error:
            self.counted["no_room"] += 1
            _log.error("a letter that came in could not be kept: %s", error.strerror)
            return "452 4.3.1 no room, try again later"
        self.counted["taken"] += 1
        return "250 2.0.0 kept"


class Listener:
    """The server, in a thread of its own, from `start` to `stop`."""

    def __init__(self, where: Listens, door: Door) -> None:
        self.door = door
        self._where = where
        self._controller: _Controller | None = None

    @property
    def port(self) -> int:
        """Where it listens; once started, the one the system chose where 0 was asked for."""
        return int(self._controller.port) if self._controller else self._where.port

    def start(self) -> None:
        """Listen. Raises DeliveryError where the address is taken or not this machine's."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's own names addresses
        where = self._where
        family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
        try:
            bound = socket.create_server((where.host, where.port), family=family)
        except OSError as error:
            raise DeliveryError(
                Text(
                    f"Mail can't be taken at the address of FAIRDUE_MAIL_LISTEN: {error.strerror}.",
                    f"无法在 FAIRDUE_MAIL_LISTEN 指定的地址接收邮件：{error.strerror}。",
                ),
                again=True,
            ) from None
        self._controller = _Controller(where, self.door, bound)
        self._controller.start()

    def stop(self) -> None:
        """Take no more letters. Whoever is in the middle of one hands it over again later."""
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None


class _Controller(Controller):
    """aiosmtpd's, on a socket that is bound already."""

    def __init__(self, where: Listens, door: Door, bound: socket.socket) -> None:
        port = bound.getsockname()[1]
        super().__init__(door, hostname=where.host, port=port, ready_timeout=10.0)
        self._speaks = LMTP if where.protocol == "lmtp" else SMTP
        self._bound = bound

    def factory(self) -> SMTP:
        """One connection."""
        return self._speaks(
            self.handler,
            data_size_limit=SIZE_MAX,
            enable_SMTPUTF8=True,
            timeout=IDLE_SECONDS_MAX,
            ident="ready",
            loop=self.loop,
        )

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)


def _malformed() -> DeliveryError:
    return DeliveryError(
        Text(
            "FAIRDUE_MAIL_LISTEN must look like lmtp://127.0.0.1:2424 or smtp://127.0.0.1:2525.",
            "FAIRDUE_MAIL_LISTEN 格式应为 lmtp://127.0.0.1:2424 或 smtp://127.0.0.1:2525。",
        )
    )
