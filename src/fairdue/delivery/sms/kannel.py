"""Texts over Kannel's HTTP interface (sendsms of its smsbox, 1.4 and later).

Everything goes in headers and body, nothing in the address: web servers log addresses. Kannel cuts
long texts itself (max-messages and concatenation of its sendsms-user). It answers without an id,
so receipts come to an address that stands for the message; docs/operating/sms.md has its settings.
"""

from __future__ import annotations

import hashlib
import hmac
import ssl
from collections.abc import Iterable, Mapping

import httpx

from fairdue.delivery.message import (
    DeliveryError,
    DeliveryUnknown,
    Inbound,
    Kind,
    Message,
    Receipt,
    Report,
    Reported,
    refuse_unsafe,
)
from fairdue.delivery.sms.callbacks import receipt_url
from fairdue.delivery.sms.encoding import Alphabet, alphabet_of, signed
from fairdue.delivery.sms.gateway import Gateway
from fairdue.delivery.sms.numbers import INTERNATIONAL, destination_of
from fairdue.kernel.text import Text

NAME = "kannel"
KINDS: frozenset[Kind] = frozenset({"sms"})
TOLD: Mapping[str, Reported] = {
    "1": "delivered",
    "2": "not_delivered",
    "4": "accepted",
    "8": "accepted",
    "16": "not_delivered",
    "32": "accepted",
}
"""What a delivery report's number means: %d of dlr-url."""
_ASKED = 1 | 2 | 8 | 16
_CODINGS = {Alphabet.GSM: "0", Alphabet.UCS2: "2"}
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Kannel:
    """The gateway as a carrier."""

    name = NAME
    kinds = KINDS

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        # A connection kept open may be closed by the other side just as it is used again; then
        # nobody knows whether the message went.
        self._client = httpx.Client(
            timeout=gateway.timeout_seconds,
            limits=httpx.Limits(max_keepalive_connections=0),
            verify=ssl.create_default_context(),  # the machine's authorities, a bank's own too
            trust_env=False,
        )

    def send(self, message: Message) -> Receipt:
        """Hand a text over."""
        refuse_unsafe(message)
        text = signed(message.text, self._gateway.signature)
        response = self._post(self._headers(message, text), text.encode("utf-8", "replace"))
        if response.status_code != httpx.codes.ACCEPTED:
            raise _refused(response.status_code)
        return Receipt(NAME, message.key or "accepted")

    def collect(self) -> Iterable[Report | Inbound]:
        """Nothing: receipts and texts come to addresses of our own."""
        return ()

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def try_out(self) -> None:
        """Ask for nothing to be sent; raises DeliveryError where a text would be refused, too."""
        response = self._post(self._headers(None, ""), b"")
        if response.status_code != httpx.codes.BAD_REQUEST:  # "Missing receiver number"
            raise _refused(response.status_code)

    def _headers(self, message: Message | None, text: str) -> dict[str, str]:
        headers = {
            "X-Kannel-Username": self._gateway.user,
            "X-Kannel-Password": self._gateway.password,
            "X-Kannel-Coding": _CODINGS[alphabet_of(text)],
            "Content-Type": "text/plain; charset=UTF-8",
        }
        if self._gateway.source:
            headers["X-Kannel-From"] = self._gateway.source
        if self._gateway.smsc:
            headers["X-Kannel-SMSC"] = self._gateway.smsc
        if message is not None:
            ton, _, digits = destination_of(message.to)
            headers["X-Kannel-To"] = "+" * (ton == INTERNATIONAL) + digits
            if message.key:
                headers["X-Kannel-DLR-Mask"] = str(_ASKED)
                headers["X-Kannel-DLR-Url"] = f"{receipt_url(message.key)}?s=%d"
        return headers

    def _post(self, headers: dict[str, str], body: bytes) -> httpx.Response:
        gateway = self._gateway
        scheme = "https" if gateway.tls else "http"
        host = f"[{gateway.host}]" if ":" in gateway.host else gateway.host
        url = f"{scheme}://{host}:{gateway.port}{gateway.path}"
        try:
            return self._client.post(url, headers=headers, content=body)
        except _NOT_SENT as error:
            raise _unreachable(error) from None
        except (httpx.HTTPError, UnicodeError):
            raise _unknown() from None


def read_report(key: str, told: str) -> Report | None:
    """What a call to a message's address tells; None for a number that means nothing."""
    state = TOLD.get(told)
    return Report(NAME, "", key, state, told, None) if state is not None else None


def read_inbound(headers: Mapping[str, str], body: bytes, secret: str) -> Inbound | None:
    """A text that Kannel hands over (post-url with send-sender); None without its sender.

    `headers` are those of the request. The same text handed over again is known again by its time,
    which Kannel keeps.
    """
    sender, to = headers.get("X-Kannel-From", ""), headers.get("X-Kannel-To", "")
    if not sender:
        return None
    kind = headers.get("Content-Type", "").lower()
    wide = headers.get("X-Kannel-Coding") == "2" or "utf-16be" in kind
    text = body.decode("utf-16-be" if wide else "utf-8", "replace")
    said = "\0".join((sender, to, headers.get("X-Kannel-Time", ""), text)).encode()
    reference = hmac.digest(secret.encode(), said, hashlib.sha256).hex()
    return Inbound("sms", sender, to, text, None, reference, NAME)


def _refused(status: int) -> DeliveryError:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return DeliveryError(
            Text(
                "The gateway for texts refused the name or password in FAIRDUE_SMS_URL "
                f"(HTTP {status}).",
                f"短信网关拒绝了 FAIRDUE_SMS_URL 中的用户名或密码（HTTP {status}）。",
            ),
            again=True,  # no message is at fault
        )
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS:
        return DeliveryError(
            Text(
                f"The gateway for texts is busy (HTTP {status}).",
                f"短信网关繁忙（HTTP {status}）。",
            ),
            again=True,
        )
    return DeliveryError(
        Text(
            f"The gateway for texts refused the message (HTTP {status}); its log says why.",
            f"短信网关拒绝了该短信（HTTP {status}），原因请查看网关日志。",
        )
    )


def _unreachable(error: Exception) -> DeliveryError:
    if isinstance(error.__cause__, ssl.SSLError) or "CERTIFICATE" in str(error):
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


def _unknown() -> DeliveryUnknown:
    return DeliveryUnknown(
        Text(
            "The connection to the gateway for texts was lost before it answered; the message "
            "may have been sent.",
            "短信网关尚未应答连接即已断开，短信可能已发出。",
        )
    )
