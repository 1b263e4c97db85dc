"""Which addresses we may send to: none inside our own network. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

LENGTH_MAX = 500
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads."""

    scheme: str
    host: str
    port: int
    path: str
    """With the query, if any."""

    @property
    def host_header(self) -> str:
        """The host as the receiver expects it to be named."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def target_of(url: str, *, private: bool = False) -> Target:
    """Where the URL leads. Refused unless it is https, with a host and without a password.

    `private` is for installations that send within their own network: http is allowed too.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = SplitResult("", "", "", "", ""), None
    schemes = ("https", "http") if private else ("https",)
    plain = len(url) <= LENGTH_MAX and url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc or not plain:
        raise Refused(
            Text(
                f"Give a full address such as https://example.org/hooks, of at most {LENGTH_MAX} "
                "characters and without a password.",
                f"请填写完整地址，如https://example.org/hooks，不超过{LENGTH_MAX}个字符且不含密码。",
            )
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port or PORTS[parts.scheme], path)


def chosen(addresses: Iterable[str], *, private: bool = False) -> str | None:
    """The first of a host's addresses, if all of them may be sent to; else None.

    One private address among them is reason enough: which one is reached would be left to chance.
    """
    found = list(addresses)
    if not found:
        return None
    if not private and not all(_is_public(address) for address in found):
        return None
    return found[0]


def _is_public(address: str) -> bool:
    known = ip_address(address.partition("%")[0])
    inner = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None)
    reached = inner or known
    return reached.is_global and not reached.is_multicast
