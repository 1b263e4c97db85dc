"""What customers write: the text of a deliver_sm, and long texts joined from their parts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from hashlib import sha256

from fairdue.delivery.sms.encoding import from_gsm

UDH = 0x40
"""In esm_class: the text begins with a header."""
PARTS_MAX = 255
_JOINED, _JOINED_WIDE = 0x00, 0x08
"""Header elements that say which part of what this is, by a reference of 8 or 16 bits."""
_LATIN = {1: "ascii", 3: "latin-1", 5: "shift_jis", 6: "iso8859-5", 7: "iso8859-8", 14: "euc-kr"}
_UCS2 = 8
_GROUPS_OF_GSM = 0x10
_SEEN_MAX = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a long text, or a whole one."""

    octets: bytes = field(repr=False)
    coding: int
    reference: int = 0
    number: int = 1
    total: int = 1


def decoded(octets: bytes, coding: int) -> str:
    """Read the octets of a text by SMPP's data_coding (5.2.19); what can't be read is U+FFFD.

    From 0x10 on the value is that of TS 23.038, whose bits 2 and 3 name the alphabet.
    """
    if coding >= _GROUPS_OF_GSM:
        coding = _UCS2 if coding < 0xC0 and coding & 0x0C == 0x08 else 0
    if coding == _UCS2:
        return octets.decode("utf-16-be", "replace")
    if coding in _LATIN:
        return octets.decode(_LATIN[coding], "replace")
    return from_gsm(octets)


def part_of(octets: bytes, coding: int, esm_class: int, sar: tuple[int, int, int] | None) -> Part:
    """Which part of what a text is: by its header, or by `sar` (reference, total, number)."""
    header: tuple[int, int, int] | None = None
    if esm_class & UDH and octets:
        end = 1 + octets[0]
        header, octets = _header(octets[1:end]), octets[end:]
    reference, total, number = header or sar or (0, 1, 1)
    if not 1 <= number <= total <= PARTS_MAX:
        reference, total, number = 0, 1, 1
    return Part(octets, coding, reference, number, total)


def _header(elements: bytes) -> tuple[int, int, int] | None:
    while len(elements) >= 2:
        kind, length = elements[0], elements[1]
        value, elements = elements[2 : 2 + length], elements[2 + length :]
        if kind == _JOINED and len(value) == 3:
            return value[0], value[1], value[2]
        if kind == _JOINED_WIDE and len(value) == 4:
            return int.from_bytes(value[:2], "big"), value[2], value[3]
    return None


@dataclass(slots=True)
class _Heap:
    since: float
    total: int
    parts: dict[int, Part] = field(default_factory=dict)


@dataclass(slots=True)
class Joining:
    """Keeps parts until their text is whole, in whatever order and however often they come."""

    seconds_max: float = 600.0
    """What is not whole by then is given as it is, the gaps marked: nothing is lost."""
    _heaps: dict[tuple[str, str, int, int], _Heap] = field(default_factory=dict, repr=False)

    def take(self, sender: str, to: str, part: Part, seconds: float) -> str | None:
        """Add a part; gives the whole text once there is one. `seconds` is any steady clock's."""
        if part.total == 1:
            return decoded(part.octets, part.coding)
        key = (sender, to, part.reference, part.total)
        heap = self._heaps.setdefault(key, _Heap(seconds, part.total))
        heap.parts[part.number] = part
        if len(heap.parts) < part.total:
            return None
        return _joined(self._heaps.pop(key))

    def late(self, seconds: float) -> list[tuple[str, str, str]]:
        """Give up on what waited too long: sender, recipient, and what there is of the text."""
        old = [key for key, each in self._heaps.items() if seconds - each.since > self.seconds_max]
        return [(key[0], key[1], _joined(self._heaps.pop(key))) for key in old]


def _joined(heap: _Heap) -> str:
    """The text of the parts; neighbours are joined before reading, as some cut a pair in two."""
    text, octets, coding = [], b"", 0
    for number in range(1, heap.total + 1):
        part = heap.parts.get(number)
        if octets and (part is None or part.coding != coding):
            text.append(decoded(octets, coding))
            octets = b""
        if part is None:
            text.append(" […] ")
        else:
            octets, coding = octets + part.octets, part.coding
    return "".join([*text, decoded(octets, coding)] if octets else text)


@dataclass(slots=True)
class Known:
    """Tells a text that a gateway gives again on a new connection from one written again.

    A deliver_sm has no id of its own. What comes on another connection soon after the same words
    of the same person came is the same text: its acknowledgement was lost with the old one.
    """

    seconds_max: float = 600.0
    _seen: dict[bytes, tuple[str, int, float]] = field(default_factory=dict, repr=False)

    def reference(self, sender: str, to: str, text: str, line: int, seconds: float) -> str:
        """What a text is known by. `line` names the connection, `seconds` is any steady clock's."""
        said = sha256("\0".join((sender, to, text)).encode("utf-8", "replace")).digest()
        found, came_on, came_at = self._seen.pop(said, ("", line, seconds))
        if not found or came_on == line or seconds - came_at > self.seconds_max:
            found = uuid.uuid4().hex
        self._seen[said] = found, line, seconds
        while len(self._seen) > _SEEN_MAX:
            del self._seen[next(iter(self._seen))]
        return found
