"""Posts one message to another system, and to nothing inside our own network.

The host's addresses are looked up once, judged, and the one judged is the one that is called, so
that a name can't lead elsewhere in between. Redirects are not followed, no proxy of the
environment is used, and the whole call has one deadline, however slowly the other side talks.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from fairdue.integration.rules.addresses import Target, chosen, target_of
from fairdue.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call: an HTTP status, or why there is none."""

    status: int | None
    fault: str
    """Empty when it was taken; else status | timeout | unreachable | unknown_host | tls |
    private_address | bad_address."""

    @property
    def taken(self) -> bool:
        """The other side has it."""
        return not self.fault


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, within: timedelta, private: bool
) -> Outcome:
    """Send it and wait for the status, at most so long. Never raises for what others do."""
    try:
        target = target_of(url, private=private)
    except Refused:
        return Outcome(None, "bad_address")
    try:
        return asyncio.run(
            asyncio.wait_for(_post(target, body, headers, private), within.total_seconds())
        )
    except TimeoutError:
        return Outcome(None, "timeout")


async def _post(target: Target, body: bytes, headers: Mapping[str, str], private: bool) -> Outcome:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            target.host, target.port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError):
        return Outcome(None, "unknown_host")
    address = chosen((str(entry[4][0]) for entry in found), private=private)
    if address is None:
        return Outcome(None, "private_address")
    host = f"[{address}]" if ":" in address else address
    known = ssl.create_default_context()  # the machine's authorities, a bank's own too
    async with httpx.AsyncClient(
        follow_redirects=False, trust_env=False, timeout=None, verify=known
    ) as client:
        try:
            async with client.stream(
                "POST",
                f"{target.scheme}://{host}:{target.port}{target.path}",
                content=body,
                headers={**headers, "Host": target.host_header},
                extensions={"sni_hostname": target.host},
            ) as response:
                status = response.status_code
        except httpx.TransportError as error:
            secure = isinstance(error.__cause__, ssl.SSLError) or "SSL" in str(error)
            return Outcome(None, "tls" if secure else "unreachable")
    return Outcome(status, "" if response.is_success else "status")
