"""The text of FreeSWITCH's event socket: headings, an empty line, and a body of a given length.

After the description of mod_event_socket (developer.signalwire.com/freeswitch).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

BODY_BYTES_MAX = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """What came: its headings, and its body where it has one."""

    headings: Mapping[str, str]
    body: str = ""

    @property
    def kind(self) -> str:
        """Its content type."""
        return self.headings.get("Content-Type", "")


async def read(reader: asyncio.StreamReader) -> Message:
    """The next message. Raises EOFError at the end, ValueError where it is malformed."""
    heading = (await reader.readuntil(b"\n\n")).decode()
    headings = _headings(heading)
    length = headings.get("Content-Length", "0")
    if not length.isdigit() or int(length) > BODY_BYTES_MAX:
        raise ValueError("not a message of an event socket")
    body = await reader.readexactly(int(length))
    return Message(headings, body.decode(errors="replace"))


def event_of(body: str) -> Message:
    """An event in the plain form: headings whose values are URL-encoded, and maybe a body."""
    heading, _, rest = body.partition("\n\n")
    headings = {name: unquote(value) for name, value in _headings(heading).items()}
    return Message(headings, rest)


def _headings(text: str) -> dict[str, str]:
    pairs = [line.partition(": ") for line in text.split("\n") if line]
    return {name: value for name, _, value in pairs}
