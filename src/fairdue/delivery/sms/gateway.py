"""Where texts are handed over, as FAIRDUE_SMS_URL says.

smpp://user:password@host:2775?system_type=…&signature=…  SMPP 3.4; smpps:// over TLS
kannel+http://user:password@host:13013/cgi-bin/sendsms    Kannel's HTTP interface; kannel+https://

Passwords, numbers and words never go over the open network: without TLS both are refused except to
this machine; `open=1` allows an address that is reached through a tunnel of one's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from fairdue.delivery.message import DeliveryError
from fairdue.kernel.text import Text

SECONDS_MAX = 10.0
WINDOW = 10
_LOCAL = {"127.0.0.1", "::1", "localhost"}
_PORTS = {"smpp": 2775, "smpps": 3550, "kannel+http": 13013, "kannel+https": 13013}
_BOTH = {"signature", "source", "timeout", "open"}
_KNOWN = {
    "smpp": _BOTH | {"system_type", "bind", "long", "ids", "window"},
    "kannel": _BOTH | {"inbound", "smsc"},
}
_SIGNATURE = re.compile(r"[^【】\s]{2,20}")
_SOURCE = re.compile(r"\+?[0-9]{2,20}|[A-Za-z0-9 ]{1,11}")


class Bind(Enum):
    """How an SMPP gateway is bound to: one connection both ways, or one for each way."""

    BOTH = "transceiver"
    PAIR = "pair"


class Long(Enum):
    """How the parts of a long text tell that they belong together."""

    UDH = "udh"
    SAR = "sar"


class Ids(Enum):
    """How a gateway writes message ids: in its response, then in its receipts."""

    SAME = "same"
    HEX_THEN_DECIMAL = "hex-decimal"
    DECIMAL_THEN_HEX = "decimal-hex"


@dataclass(frozen=True, slots=True)
class Gateway:
    """One address for texts, read and checked. Its form shows no password."""

    speaks: str
    """smpp or kannel"""
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool
    path: str = ""
    signature: str = ""
    """The sender's name that goes before every text, without its brackets."""
    source: str = ""
    """The number or name that texts are from; the gateway's own where it is empty."""
    timeout_seconds: float = SECONDS_MAX
    system_type: str = ""
    bind: Bind = Bind.BOTH
    long: Long = Long.UDH
    ids: Ids = Ids.SAME
    window: int = WINDOW
    """How many parts may await their response at once."""
    inbound: str = field(default="", repr=False)
    """The secret by which Kannel hands over what customers write."""
    smsc: str = ""


def gateway_of(url: str) -> Gateway:
    """Read FAIRDUE_SMS_URL. Raises DeliveryError that says what is wrong with it."""
    try:
        parts = urlsplit(url)
        query = {name: each[-1] for name, each in parse_qs(parts.query, True).items()}
        port, host = parts.port, parts.hostname or ""
        speaks = parts.scheme.partition("+")[0].removesuffix("s") or "nothing"
        known = _known(speaks, query)
    except (ValueError, KeyError):
        raise _malformed() from None
    if parts.scheme not in _PORTS or not host or not parts.username:
        raise _malformed()
    user, password = unquote(parts.username), unquote(parts.password or "")
    if speaks == "smpp":
        if parts.path.strip("/"):
            raise _malformed()
        _refuse_long(user, password, known.get("system_type", ""))
    tls = parts.scheme.endswith("s")
    if not tls and host not in _LOCAL and query.get("open") != "1":
        raise DeliveryError(
            Text(
                "FAIRDUE_SMS_URL would send a password, numbers and words unencrypted: use "
                "smpps:// or kannel+https://, or a tunnel of your own and open=1.",
                "FAIRDUE_SMS_URL 将以明文发送密码、号码和内容：请改用 smpps:// 或 kannel+https://，"
                "或在自建隧道内使用 open=1。",
            )
        )
    path = (parts.path if parts.path.strip("/") else "/cgi-bin/sendsms") * (speaks == "kannel")
    return Gateway(speaks, host, port or _PORTS[parts.scheme], user, password, tls, path, **known)


def _known(speaks: str, query: Mapping[str, str]) -> dict[str, Any]:
    """The query's values, each of its kind. Raises ValueError or KeyError for any other."""
    if query.keys() - _KNOWN[speaks]:
        raise ValueError(query)
    read: dict[str, Any] = {
        name: query[name] for name in ("system_type", "inbound", "smsc") if name in query
    }
    for name, kind in (("bind", Bind), ("long", Long), ("ids", Ids)):
        if name in query:
            read[name] = kind(query[name])
    for name, form in (("signature", _SIGNATURE), ("source", _SOURCE)):
        if name in query:
            if not form.fullmatch(query[name]):
                raise ValueError(name)
            read[name] = query[name]
    if "timeout" in query:
        read["timeout_seconds"] = _within(float(query["timeout"]), 0.1, 120)
    if "window" in query:
        read["window"] = int(_within(int(query["window"]), 1, 200))
    if 0 < len(query.get("inbound", "-" * 16)) < 16:
        raise ValueError("inbound")
    return read


def _refuse_long(user: str, password: str, system_type: str) -> None:
    """SMPP has room for so many characters; a longer password would be cut and then refused."""
    if len(user) > 15 or len(password) > 8 or len(system_type) > 12:
        raise DeliveryError(
            Text(
                "SMPP takes names of 15, passwords of 8 and system types of 12 characters at most: "
                "shorten what FAIRDUE_SMS_URL says.",
                "SMPP 的用户名最长15个字符、密码最长8个字符、system_type 最长12个字符，"
                "请修改 FAIRDUE_SMS_URL。",
            )
        )


def _within(value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise ValueError(value)
    return value


def _malformed() -> DeliveryError:
    return DeliveryError(
        Text(
            "FAIRDUE_SMS_URL must look like smpp://user:password@host:2775?signature=… or "
            "kannel+http://user:password@host:13013/cgi-bin/sendsms; docs/operating/sms.md lists "
            "what may follow.",
            "FAIRDUE_SMS_URL 格式应为 smpp://user:password@host:2775?signature=… 或 "
            "kannel+http://user:password@host:13013/cgi-bin/sendsms；可用参数见 "
            "docs/operating/sms.md。",
        )
    )
