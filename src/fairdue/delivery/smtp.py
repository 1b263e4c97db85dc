"""E-mail by SMTP, through Django's mail framework.

The server is named by an address: smtp://user:password@host:587?starttls, or smtps:// for TLS from
the first byte. `timeout` in the query is how long to wait for each answer, in seconds (10).
Passwords never go over the open network: without TLS they are refused except to this machine.
"""

from __future__ import annotations

import smtplib
import ssl
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from fairdue.delivery.message import (
    DeliveryError,
    Inbound,
    Kind,
    Message,
    Receipt,
    Report,
    refuse_unsafe,
)
from fairdue.kernel.text import Text

NAME = "smtp"
KINDS: frozenset[Kind] = frozenset({"email"})
PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
SECONDS_MAX = 10.0
_LOCAL = {"127.0.0.1", "::1", "localhost"}
_KNOWN = {"starttls", "timeout"}


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


class Smtp:
    """The mail server as a carrier."""

    name = NAME
    kinds = KINDS

    def __init__(self, url: str, sender: str) -> None:
        self._url, self._sender = url, sender
        server_of(url)
        sender_of(sender)

    def send(self, message: Message) -> Receipt:
        """Hand an e-mail to the server."""
        refuse_unsafe(message)
        return send(message, self._url, self._sender)

    def collect(self) -> Iterable[Report | Inbound]:
        """Nothing: what comes back comes as mail of its own."""
        return ()

    def close(self) -> None:
        """Nothing stays open between two messages."""


def is_set() -> bool:
    """Is there a mail server?"""
    return bool(settings.SMTP_URL and settings.MAIL_FROM)


def opened() -> Smtp:
    """The server of the settings as a carrier. Raises DeliveryError for a faulty setting."""
    return Smtp(settings.SMTP_URL, settings.MAIL_FROM)


def send(message: Message, url: str, sender: str) -> Receipt:
    """Hand an e-mail to the server of `url`, and give its Message-ID."""
    server, sender = server_of(url), sender_of(sender)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    reference = f"<{uuid.uuid4().hex}@{domain}>"
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=sender,
        to=[message.to],
        headers={"Message-ID": reference, **message.headers},
        connection=_connection(server),
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    for each in message.attachments:
        email.attach(each.name, each.content, each.media_type)
    try:
        email.send()
    except (OSError, ValueError, UnicodeError) as error:
        raise _why(error) from None  # the original names the recipient
    return Receipt(NAME, reference)


def _connection(server: Server) -> EmailBackend:
    return EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.starttls,
        use_ssl=server.tls,
        timeout=server.timeout_seconds,
    )


def _why(error: Exception) -> DeliveryError:
    """The same error without whom it was to. smtplib's own are OSErrors."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return DeliveryError(
            Text(
                "The mail server refused the name or password in FAIRDUE_SMTP_URL.",
                "邮件服务器拒绝了 FAIRDUE_SMTP_URL 中的用户名或密码。",
            )
        )
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _refused(max(codes, default=550))
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code)
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryError(
            Text(
                "The mail server's certificate can't be trusted; check the host in "
                "FAIRDUE_SMTP_URL.",
                "邮件服务器证书不受信任，请检查 FAIRDUE_SMTP_URL 中的主机名。",
            )
        )
    if isinstance(error, OSError):
        return DeliveryError(
            Text(
                "The mail server did not answer; check FAIRDUE_SMTP_URL and the network.",
                "邮件服务器无应答，请检查 FAIRDUE_SMTP_URL 与网络。",
            ),
            again=True,
        )
    return DeliveryError(
        Text("This message can't be written as an e-mail.", "该消息无法作为邮件发送。")
    )


def _refused(code: int) -> DeliveryError:
    """What the server answered, by its code: 4xx means later, 5xx never (RFC 5321, 4.2.1)."""
    return DeliveryError(
        Text(
            f"The mail server refused the message with code {code}.",
            f"邮件服务器拒收该消息，代码 {code}。",
        ),
        again=400 <= code < 500,
    )


def _malformed() -> DeliveryError:
    return DeliveryError(
        Text(
            "FAIRDUE_SMTP_URL must look like smtp://user:password@host:587?starttls "
            "or smtps://user:password@host:465.",
            "FAIRDUE_SMTP_URL 格式应为 smtp://用户:密码@主机:587?starttls 或 smtps://用户:密码@主机:465。",
        )
    )
