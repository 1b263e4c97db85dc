"""Opens a letter that came by mail, however badly it was made. Nothing here raises on its content.

What comes in was written by strangers and their programs: headers may lie, bytes may be broken,
parts may be nested without end. So the oldest, most forgiving policy of the `email` package is
used, few parts are looked at, and a letter that still can't be opened is None.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from typing import TypeAlias

Letter: TypeAlias = "Message[str, str]"

PARTS_MAX = 50
"""More parts than this are nobody's letter; the rest is not looked at."""
DEPTH_MAX = 8
HEADER_LENGTH_MAX = 2_000
TEXT_LENGTH_MAX = 200_000
"""Characters of one part that are read."""

_BOUNDARIES_MAX = 200
_MULTIPART = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)


def open_letter(content: bytes) -> Letter | None:
    """The letter, or None where it can't be opened or is nested beyond reason."""
    if len(_MULTIPART.findall(content)) > _BOUNDARIES_MAX:
        return None
    try:
        return email.message_from_bytes(content)
    except (MessageError, RecursionError, ValueError, LookupError):
        return None


def header(letter: Letter, name: str) -> str:
    """A header as one decoded line, or "". The first where there are several."""
    wanted = name.lower()
    found = (value for each, value in fields(letter) if each == wanted)
    line = next(found, "")[:HEADER_LENGTH_MAX]
    try:
        parts = [_decoded(part, charset) for part, charset in decode_header(line)]
    except (MessageError, ValueError):
        parts = [line]
    return " ".join("".join(parts).split())


def fields(letter: Letter) -> Iterator[tuple[str, str]]:
    """Every header, its name in small letters, as it came; bytes beyond ASCII are made text."""
    for name, value in letter.raw_items():
        raw = str(value).encode("utf-8", "surrogateescape")
        yield name.lower(), _decoded(raw, "utf-8")


def address(letter: Letter, name: str) -> str:
    """The address in a header, in lower case, or "" where it holds none."""
    found = parseaddr(header(letter, name))[1].strip().lower()
    return found if found.count("@") == 1 and not found.startswith("@") else ""


def media_type(letter: Letter) -> str:
    """`text/plain`; parameters apart."""
    try:
        return letter.get_content_type()
    except (ValueError, LookupError):
        return "application/octet-stream"


def children(letter: Letter) -> list[Letter]:
    """The parts directly inside, none for a letter without parts."""
    payload = letter.get_payload()
    if not isinstance(payload, list):
        return []
    return [part for part in payload[:PARTS_MAX] if isinstance(part, Message)]


def text_parts(letter: Letter, depth: int = 0) -> Iterator[Letter]:
    """The parts of text that were written by whoever sent the letter, in order.

    What is attached, or is a letter of its own (a forwarded or quoted one), isn't theirs.
    """
    kind = media_type(letter)
    if depth > DEPTH_MAX or _attached(letter):
        return
    if kind.startswith("multipart/"):
        for part in children(letter):
            yield from text_parts(part, depth + 1)
    elif kind in ("text/plain", "text/html"):
        yield letter


def text_of(part: Letter) -> str:
    """The text of a part, decoded as it says or, where that fails, as it can be."""
    try:
        payload = part.get_payload(decode=True)
    except (MessageError, ValueError, LookupError, AssertionError):
        return ""
    if not isinstance(payload, bytes):
        return ""
    try:
        charset = part.get_content_charset() or "utf-8"
    except (ValueError, LookupError):
        charset = "utf-8"
    text = _decoded(payload[: 4 * TEXT_LENGTH_MAX], charset)[:TEXT_LENGTH_MAX]
    return text.replace("\r\n", "\n").replace("\x00", "")


def _attached(letter: Letter) -> bool:
    return header(letter, "Content-Disposition").lower().startswith("attachment")


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    wider = {"gb2312": "gb18030", "gbk": "gb18030"}  # what calls itself the one is often the other
    name = (charset or "utf-8").lower()
    for codec in (wider.get(name, name), "utf-8", "gb18030"):
        try:
            return part.decode(codec)
        except (UnicodeError, LookupError):
            continue
    return part.decode("ascii", "replace")
