"""What a `baresip:` address says: which proxy, who we are to it, and where we listen."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from fairdue.kernel.text import Text
from fairdue.telephony.line import LineError

MODULE_FOLDERS = (
    "/usr/lib/baresip/modules",
    "/usr/lib/x86_64-linux-gnu/baresip/modules",
    "/usr/lib/aarch64-linux-gnu/baresip/modules",
    "/usr/local/lib/baresip/modules",
)
RTP_PORTS = "16384-32767"
REGISTER_SECONDS = 300

_HOST = r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?"
_PROXY = re.compile(rf"sip:({_HOST})(?:;transport=(udp|tcp))?")
_WHO = re.compile(r"sip:[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?")
_FORMS = {
    "proxy": _PROXY,
    "from": _WHO,
    "collector_from": _WHO,
    "user": re.compile(r"[A-Za-z0-9._+@-]{1,64}"),
    "password": re.compile(r"[^\s;<>\"\\,]{1,128}"),
    "listen": re.compile(r"[0-9.]{7,15}:[0-9]{1,5}"),
    "interface": re.compile(r"[0-9.]{7,15}"),
    "rtp_ports": re.compile(r"[0-9]{4,5}-[0-9]{4,5}"),
    "register": re.compile(r"[01]"),
}


@dataclass(frozen=True, slots=True)
class Trunk:
    """How calls leave and come in.

    `proxy` is host:port; `caller` the SIP address customers are called from, `desk` the one
    collectors' telephones show.
    """

    proxy: str
    transport: str
    caller: str
    desk: str
    user: str
    password: str = field(repr=False)
    listen: str
    interface: str
    rtp_ports: str
    register: bool

    @property
    def takes_calls(self) -> bool:
        """May calls come in?"""
        return bool(self.listen or self.register)

    def uri_of(self, telephone: str) -> str:
        """The SIP address to dial for a number or an extension."""
        if telephone.startswith("sip:"):
            return telephone
        if telephone.startswith("sips:") or "/" in telephone:
            raise LineError(
                Text(
                    "This line reaches telephones by extension or by a sip: address only.",
                    "该线路仅支持分机号或 sip: 地址。",
                )
            )
        suffix = f";transport={self.transport}" if self.transport else ""
        return f"sip:{telephone}@{self.proxy}{suffix}"


def trunk_of(url: str) -> Trunk:
    """Read a `baresip:?proxy=…&from=…` address. Raises LineError that says what is wrong."""
    path, _, query = url.removeprefix("baresip:").partition("?")
    said: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        key, _, value = pair.partition("=")
        said[key] = unquote(value)
    wrong = [key for key, value in said.items() if not _fits(key, value)]
    wrong += [key for key in ("proxy", "from") if key not in said]
    if path or wrong:
        raise _malformed(wrong[0] if wrong else path)
    match = _PROXY.fullmatch(said["proxy"])
    host, transport = (match[1], match[2]) if match else ("", "")
    domain = said["from"].partition("@")[2]
    trunk = Trunk(
        host,
        transport or "",
        said["from"],
        said.get("collector_from", f"sip:fairdue@{domain}"),
        said.get("user", ""),
        said.get("password", ""),
        said.get("listen", ""),
        said.get("interface", ""),
        said.get("rtp_ports", RTP_PORTS),
        said.get("register") == "1",
    )
    if trunk.caller == trunk.desk:
        raise _malformed("collector_from")
    return trunk


def program() -> str:
    """Where baresip is. Raises LineError that says how to get it."""
    found = shutil.which("baresip")
    if found is None:
        raise LineError(
            Text(
                "baresip is not installed here. Debian or Ubuntu: apt-get install baresip-core.",
                "本机未安装 baresip。Debian 或 Ubuntu：apt-get install baresip-core。",
            )
        )
    return found


def modules() -> Path:
    """Where its modules are. Raises LineError."""
    for folder in MODULE_FOLDERS:
        if (Path(folder) / "ctrl_tcp.so").exists():
            return Path(folder)
    raise LineError(
        Text(
            "baresip's modules are missing. Debian or Ubuntu: apt-get install baresip-core.",
            "缺少 baresip 模块。Debian 或 Ubuntu：apt-get install baresip-core。",
        )
    )


def _fits(key: str, value: str) -> bool:
    form = _FORMS.get(key)
    return form is not None and form.fullmatch(value) is not None


def _malformed(part: str) -> LineError:
    return LineError(
        Text(
            f"FAIRDUE_PHONE_URL must look like baresip:?proxy=sip:pbx.example.org&"
            f"from=sip:95588@example.org; look at: {part}.",
            f"FAIRDUE_PHONE_URL 格式应为 baresip:?proxy=sip:pbx.example.org&"
            f"from=sip:95588@example.org；请检查：{part}。",
        )
    )
