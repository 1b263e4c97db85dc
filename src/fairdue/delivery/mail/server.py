"""Which mail server is ours, and whom mail is from: the settings, read and checked.

The server is named by an address: smtp://user:password@host:587?starttls, or smtps:// for TLS from
the first byte. `timeout` in the query is how long to wait for each answer, in seconds (10).
Passwords never go over the open network: without TLS they are refused except to this machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from fairdue.delivery.message import DeliveryError
from fairdue.kernel.text import Text

PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
SECONDS_MAX = 10.0
_LOCAL = {"127.0.0.1", "::1", "localhost"}
_KNOWN = {"starttls", "timeout"}
_BARE = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")
LOCAL_LENGTH_MAX = 15
"""Before the @ of a bounce address: a message's key and tag go behind it, 64 in all."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    starttls: bool
    tls: bool
    timeout_seconds: float


def server_of(url: str) -> Server:
    """Read FAIRDUE_SMTP_URL. Raises DeliveryError that says what is wrong with it."""
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query, keep_blank_values=True)
        port, host = parts.port, parts.hostname or ""
        timeout = float(query.get("timeout", [str(SECONDS_MAX)])[-1])
    except ValueError:
        raise _malformed() from None
    starttls, tls = "starttls" in query, parts.scheme == "smtps"
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/"):
        raise _malformed()
    if query.keys() - _KNOWN or (tls and starttls) or not 0 < timeout <= 120:
        raise _malformed()
    if parts.username and not (tls or starttls) and host not in _LOCAL:
        raise DeliveryError(
            Text(
                "FAIRDUE_SMTP_URL would send a password unencrypted: add ?starttls or use smtps://.",
                "FAIRDUE_SMTP_URL 将以明文发送密码：请加 ?starttls 或改用 smtps://。",
            )
        )
    return Server(
        host,
        port or PORTS["starttls" if starttls else parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls,
        tls,
        timeout,
    )


def sender_of(address: str) -> str:
    """Check FAIRDUE_MAIL_FROM: `name@example.org` or `The Bank <name@example.org>`."""
    domain = parseaddr(address)[1].rpartition("@")[2]
    if not domain or any(character in address for character in "\r\n"):
        raise DeliveryError(
            Text(
                "FAIRDUE_MAIL_FROM must be an e-mail address, such as The Bank <help@example.org>.",
                "FAIRDUE_MAIL_FROM 须为邮箱地址，例如 某银行 <help@example.org>。",
            )
        )
    return address


def address_of(value: str, setting: str) -> str:
    """Check a setting that is a bare address, or empty."""
    local, _at, domain = value.rpartition("@")
    if value and not (_BARE.fullmatch(value) and len(local) <= LOCAL_LENGTH_MAX and domain):
        raise DeliveryError(
            Text(
                f"{setting} must be a bare e-mail address of up to {LOCAL_LENGTH_MAX} characters "
                "before the @, such as bounces@example.org.",
                f"{setting} 须为不带姓名的邮箱地址，@ 前不超过{LOCAL_LENGTH_MAX}个字符，"
                "例如 bounces@example.org。",
            )
        )
    return value


def _malformed() -> DeliveryError:
    return DeliveryError(
        Text(
            "FAIRDUE_SMTP_URL must look like smtp://user:password@host:587?starttls "
            "or smtps://user:password@host:465.",
            "FAIRDUE_SMTP_URL 格式应为 smtp://用户:密码@主机:587?starttls 或 smtps://用户:密码@主机:465。",
        )
    )
