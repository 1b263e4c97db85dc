"""What the addresses of exchanges have in common, and files that an exchange shares with us."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fairdue.kernel.text import Text
from fairdue.telephony.line import LineError

LOCAL = {"127.0.0.1", "::1", "localhost"}
NUMBER = "{number}"
OURS = "fairdue-"
"""What the names of our channels begin with. Those that are there before we are were left by a
process that was killed, and nobody can end them any more but us."""
_TEMPLATE = re.compile(r"[A-Za-z0-9_./@:{}-]{1,200}")
_FOLDER = re.compile(r"/[A-Za-z0-9_./-]{0,200}")  # it becomes part of commands
_CALLER = re.compile(r"\+?[0-9]{2,20}")


@dataclass(frozen=True, slots=True)
class Exchange:
    """Where an exchange is driven, and how it names telephones.

    `customers` and `collectors` are what it dials, with {number} in them; `shared` a folder that
    it sees under the same path, for announcements and recordings.
    """

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    app: str
    customers: str
    collectors: str
    caller: str
    shared: Path | None

    def customer(self, number: str) -> str:
        """What is dialled for a customer's number."""
        return self.customers.replace(NUMBER, number)

    def collector(self, telephone: str) -> str:
        """What is dialled for a collector's telephone. Raises LineError for a SIP address."""
        if telephone.startswith(("sip:", "sips:")):
            raise LineError(
                Text(
                    "This exchange reaches collectors by extension, not by SIP address.",
                    "该交换系统通过分机号呼叫催收员，不支持 SIP 地址。",
                )
            )
        if "/" in telephone:
            return telephone
        return self.collectors.replace(NUMBER, telephone)

    def shared_folder(self) -> Path:
        """The shared folder. Raises LineError where there is none."""
        if self.shared is None or not self.shared.is_dir():
            raise LineError(
                Text(
                    "Announcements and recordings need a folder that the exchange sees too: name "
                    "it in FAIRDUE_PHONE_URL as shared=/folder.",
                    "播放提示音与录音需要与交换系统共享的文件夹，请在 FAIRDUE_PHONE_URL 中"
                    "以 shared=/folder 指定。",
                )
            )
        return self.shared


def exchange_of(
    url: str, schemes: dict[str, bool], port: int, customers: str, collectors: str
) -> Exchange:
    """Read an address; `schemes` says which of them are encrypted. Raises LineError.

    `customers` is the form of what is dialled with {gateway} for what the address names, or
    empty where the address gives all of it as `endpoint`.
    """
    try:
        parts = urlsplit(url)
        host, found = parts.hostname or "", parts.port or port
    except ValueError:
        raise _malformed("host") from None
    said = {key: unquote(value) for key, value in _pairs(parts.query)}
    known = {"app", "endpoint", "gateway", "collectors", "from", "shared"}
    if wrong := sorted(said.keys() - known):
        raise _malformed(wrong[0])
    if parts.scheme not in schemes or not host:
        raise _malformed("host")
    tls = schemes[parts.scheme]
    if parts.password and not tls and host not in LOCAL:
        raise LineError(
            Text(
                "FAIRDUE_PHONE_URL would send a password unencrypted: use TLS, or a tunnel to a "
                "port of this machine.",
                "FAIRDUE_PHONE_URL 将以明文发送密码：请使用 TLS，或经隧道连接本机端口。",
            )
        )
    dialled = said.get("endpoint") or customers.replace("{gateway}", said.get("gateway", ""))
    asked = said.get("collectors", collectors)
    for name, value in (("endpoint", dialled), ("collectors", asked)):
        if not _TEMPLATE.fullmatch(value) or NUMBER not in value or "//" in value:
            raise _malformed(name)
    if not _CALLER.fullmatch(said.get("from", "00")):
        raise _malformed("from")
    if not _FOLDER.fullmatch(said.get("shared", "/")):
        raise _malformed("shared")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password + said.get("app", "")).isprintable():
        raise _malformed("password")
    return Exchange(
        host,
        found,
        tls,
        user,
        password,
        said.get("app", "fairdue"),
        dialled,
        asked,
        said.get("from", ""),
        Path(said["shared"]) if said.get("shared") else None,
    )


def _pairs(query: str) -> list[tuple[str, str]]:
    """The query's parts; a + stays one, as numbers begin with it."""
    split = [pair.partition("=") for pair in query.split("&") if pair]
    return [(key, value) for key, _, value in split]


def _malformed(part: str) -> LineError:
    return LineError(
        Text(
            f"FAIRDUE_PHONE_URL can't be used, look at: {part}. docs/operating/telephone.md has "
            "examples.",
            f"FAIRDUE_PHONE_URL 无法使用，请检查：{part}。示例见 docs/operating/telephone.md。",
        )
    )
