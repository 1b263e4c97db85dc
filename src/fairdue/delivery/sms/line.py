"""One connection to an SMPP gateway, bound, over the kept library smpplib.

smpplib writes and reads the PDUs; connecting with TLS, waiting, and telling a refused bind from a
lost line is done here. Its log shows whole PDUs, with passwords, numbers and words: it is shut.
"""

from __future__ import annotations

import logging
import select
import socket
import ssl
import struct
from contextlib import suppress
from time import monotonic
from typing import Any

from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from fairdue.delivery.message import DeliveryError
from fairdue.delivery.sms.gateway import Gateway
from fairdue.kernel.text import Text

ALIVE_SECONDS = 30.0
"""After so long a silence the gateway is asked whether it is there."""
PDU_OCTETS_MAX = 65_536
_SILENT = logging.Logger("pdus", level=logging.CRITICAL + 1)
"""The library would log whole PDUs, with numbers, words and the password. No logger of the tree:
nobody's settings can wake it."""
_BROKEN = (
    exceptions.ConnectionError,
    exceptions.PDUError,
    exceptions.UnknownCommandError,
    OSError,
    struct.error,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
)
"""What reading and writing raise where the line is lost, or something else than SMPP comes."""
_NAME_OR_PASSWORD = {
    consts.SMPP_ESME_RINVPASWD,
    consts.SMPP_ESME_RINVSYSID,
    consts.SMPP_ESME_RBINDFAIL,
}


class LineLost(Exception):  # noqa: N818 - the one who sends decides what it means
    """The connection is gone. Nothing is known of what was not answered."""


class Line:
    """A bound connection. One thread at a time."""

    def __init__(self, gateway: Gateway, kind: str) -> None:
        """Connect and bind as `transceiver`, `transmitter` or `receiver`. Raises DeliveryError."""
        self.receives, self.sends = kind != "transmitter", kind != "receiver"
        self._client = _Client(gateway)
        self._asked_at: float | None = None
        try:
            self._client.connect()
            bound = self._bind(gateway, kind)
        except _BROKEN as error:
            self.close()
            raise _unreachable(error) from None
        if bound.is_error():
            self.close()
            raise _refused(int(bound.status))
        self._heard_at = monotonic()

    def _bind(self, gateway: Gateway, kind: str) -> Any:
        request = smpp.make_pdu(
            f"bind_{kind}",
            client=self._client,
            system_id=gateway.user,
            password=gateway.password,
            system_type=gateway.system_type,
        )
        self._client.send_pdu(request)
        return self._client.read_pdu()

    def submit(self, **fields: Any) -> int:
        """Send a submit_sm; gives its sequence number. Raises LineLost."""
        pdu = smpp.make_pdu("submit_sm", client=self._client, **fields)
        self._write(pdu)
        return int(pdu.sequence)

    def answer(self, pdu: Any) -> None:
        """Say that a request was taken. Raises LineLost."""
        answer = smpp.make_pdu(f"{pdu.command}_resp", client=self._client)
        answer.sequence = pdu.sequence
        self._write(answer)

    def read(self, seconds: float) -> Any:
        """The next PDU that isn't about the line itself; None if none came. Raises LineLost."""
        until = monotonic() + seconds
        while True:
            left = max(0.0, until - monotonic())
            if not self._client.readable(left):
                return None
            try:
                pdu = self._client.read_pdu()
            except _BROKEN:
                self._lose()
            self._heard_at, self._asked_at = monotonic(), None
            if pdu.command == "enquire_link":
                self.answer(pdu)
            elif pdu.command == "unbind":
                self.answer(pdu)
                self._lose()
            elif pdu.command != "enquire_link_resp":
                return pdu

    def keep_alive(self, patience_seconds: float) -> None:
        """Ask a silent gateway whether it is there; raises LineLost once it doesn't answer."""
        now = monotonic()
        if self._asked_at is not None:
            if now - self._asked_at > patience_seconds:
                self._lose()
        elif now - self._heard_at > ALIVE_SECONDS:
            self._asked_at = now
            self._write(smpp.make_pdu("enquire_link", client=self._client))

    def leave(self) -> None:
        """Say goodbye without waiting for an answer, and close."""
        with suppress(*_BROKEN):
            self._client.send_pdu(smpp.make_pdu("unbind", client=self._client))
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._client.drop()

    def _write(self, pdu: Any) -> None:
        try:
            self._client.send_pdu(pdu)
        except _BROKEN:
            self._lose()

    def _lose(self) -> Any:
        self.close()
        raise LineLost from None


class _Client(Client):  # type: ignore[misc]
    """smpplib's client with a socket that knows its host's certificate and its limits."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(
            gateway.host,
            gateway.port,
            timeout=gateway.timeout_seconds,
            allow_unknown_opt_params=True,
        )
        self.logger = _SILENT
        self._tls = gateway.tls

    def connect(self) -> None:
        found = socket.create_connection((self.host, self.port), self.timeout)
        try:
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                found = ssl.create_default_context().wrap_socket(found, server_hostname=self.host)
        except OSError:
            found.close()
            raise
        self._socket = found
        self.state = consts.SMPP_CLIENT_STATE_OPEN

    def readable(self, seconds: float) -> bool:
        """Is there something to read within so many seconds?"""
        if self._socket is None:
            raise LineLost
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        return bool(select.select([self._socket], [], [], seconds)[0])

    def drop(self) -> None:
        """Close without a word."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None  # type: ignore[assignment]  # smpplib sets it so, too
        self.state = consts.SMPP_CLIENT_STATE_CLOSED

    def _recv_exact(self, exact_size: int) -> bytes:
        if not 0 <= exact_size <= PDU_OCTETS_MAX:
            raise exceptions.ConnectionError
        got: bytes = super()._recv_exact(exact_size)
        return got


def _unreachable(error: Exception) -> DeliveryError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryError(
            Text(
                "The gateway's certificate can't be trusted; check the host in FAIRDUE_SMS_URL.",
                "短信网关证书不受信任，请检查 FAIRDUE_SMS_URL 中的主机名。",
            ),
            again=True,
        )
    return DeliveryError(
        Text(
            "The gateway for texts did not answer; check FAIRDUE_SMS_URL and the network.",
            "短信网关无应答，请检查 FAIRDUE_SMS_URL 与网络。",
        ),
        again=True,
    )


def _refused(status: int) -> DeliveryError:
    """Whatever a gateway has against a bind, no message is at fault: each may be tried again."""
    if status in _NAME_OR_PASSWORD:
        return DeliveryError(
            Text(
                "The gateway for texts refused the name or password in FAIRDUE_SMS_URL "
                f"(status {status:#x}).",
                f"短信网关拒绝了 FAIRDUE_SMS_URL 中的用户名或密码（状态码 {status:#x}）。",
            ),
            again=True,
        )
    if status == consts.SMPP_ESME_RALYBND:
        return DeliveryError(
            Text(
                "The gateway for texts allows no further connection; ask its operator for more.",
                "短信网关不允许更多连接，请联系运营商增加连接数。",
            ),
            again=True,
        )
    return DeliveryError(
        Text(
            f"The gateway for texts refused the connection (status {status:#x}).",
            f"短信网关拒绝连接（状态码 {status:#x}）。",
        ),
        again=True,
    )
