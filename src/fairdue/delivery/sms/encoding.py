"""How a text becomes one or more short messages: alphabet, length, and where it is cut.

A text that the GSM alphabet can write (3GPP TS 23.038, basic and extension table) has 160 septets
in one message, any other 70 UCS-2 units. A longer one is cut into parts of 153 septets or 67
units, as six octets of each carry what joins them again (3GPP TS 23.040). Operators bill by part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

ESCAPE = 0x1B
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The character of each septet."""
EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
"""The character of each septet that follows an escape."""
_SEPTETS = {
    **{character: bytes([at]) for at, character in enumerate(BASIC) if at != ESCAPE},
    **{character: bytes([ESCAPE, at]) for at, character in EXTENSION.items()},
}


class Alphabet(Enum):
    """What the units of a message are, and how many one message and one part of several hold."""

    GSM = ("gsm", 160, 153, 1)
    UCS2 = ("ucs2", 70, 67, 2)

    def __init__(self, label: str, alone_max: int, part_max: int, octets: int) -> None:
        self.label, self.alone_max, self.part_max = label, alone_max, part_max
        self.octets = octets
        """Per unit, as SMPP hands them over: septets unpacked, one an octet."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A text as it goes out: its alphabet, and the octets of each part."""

    alphabet: Alphabet
    parts: tuple[bytes, ...] = field(repr=False)

    @property
    def units(self) -> int:
        """Septets or UCS-2 units in all."""
        return sum(map(len, self.parts)) // self.alphabet.octets


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text takes up: how many messages are billed, and how much more the last could hold."""

    alphabet: str
    count: int
    units: int
    units_left: int


def alphabet_of(text: str) -> Alphabet:
    """The alphabet a text needs."""
    return Alphabet.GSM if all(each in _SEPTETS for each in text) else Alphabet.UCS2


def signed(text: str, signature: str) -> str:
    """A text with its sender's name before it, as 【name】; one that begins with it stays."""
    mark = f"【{signature}】"
    return text if not signature or text.startswith(mark) else mark + text


def cut(text: str) -> Cut:
    """Cut a text into the fewest parts.

    No part ends between an escape and what it escapes, or within a surrogate pair: each can be
    read alone. A text of nothing is one empty message.
    """
    alphabet = alphabet_of(text)
    written = list(_written(text, alphabet))
    whole = b"".join(written)
    if len(whole) <= alphabet.alone_max * alphabet.octets:
        return Cut(alphabet, (whole,))
    parts, part, room = [], b"", alphabet.part_max * alphabet.octets
    for each in written:
        if len(part) + len(each) > room:
            parts.append(part)
            part = b""
        part += each
    return Cut(alphabet, (*parts, part))


def segments(text: str, signature: str = "") -> Segments:
    """What a text takes up once it is signed."""
    done = cut(signed(text, signature))
    alphabet, last = done.alphabet, len(done.parts[-1]) // done.alphabet.octets
    room = alphabet.alone_max if len(done.parts) == 1 else alphabet.part_max
    return Segments(alphabet.label, len(done.parts), done.units, room - last)


def from_gsm(octets: bytes) -> str:
    """Read unpacked septets. What the tables don't have becomes U+FFFD, as on a phone a blank."""
    text, escaped = [], False
    for octet in octets:
        if escaped:
            text.append(EXTENSION.get(octet, "\ufffd"))
            escaped = False
        elif octet == ESCAPE:
            escaped = True
        else:
            text.append(BASIC[octet] if octet < len(BASIC) else "\ufffd")
    return "".join(text)


def _written(text: str, alphabet: Alphabet) -> Iterator[bytes]:
    """The octets of each character; half a surrogate pair stands for none and becomes U+FFFD."""
    for each in text:
        if alphabet is Alphabet.GSM:
            yield _SEPTETS[each]
        else:
            yield ("\ufffd" if 0xD800 <= ord(each) <= 0xDFFF else each).encode("utf-16-be")
