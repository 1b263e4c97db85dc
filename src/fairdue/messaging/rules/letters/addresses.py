"""A postal address as an envelope's window shows it: lines in the order of the country.

The United Kingdom and the United States: the name, then the address from the door to the postcode.
China: six boxes with the postcode, the address from the province to the door, then the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

BREAK_AFTER = "省市区县镇乡村路街道巷弄号栋幢座"
"""Where a Chinese address may go on in the next line."""

_POSTCODE = re.compile(
    r"^\s*(?:邮编[:：]?\s*)?([0-9]{6})(?![0-9])[\s,，]*|[\s,，(（]*(?:邮编[:：]?\s*)?(?<![0-9])([0-9]{6})[)）]?\s*$"
)
_PARTS = re.compile(r"\s*[\n,，;；]\s*")


@dataclass(frozen=True, slots=True)
class Addressed:
    """To whom and where a letter goes."""

    lines: tuple[str, ...]
    postcode: str
    """For the boxes above the address; "" where it stands in a line, or is not known."""


def addressed(name: str, address: str, *, law: str, lines_max: int, width: int) -> Addressed:
    """Name and address in lines.

    `lines_max`: how many lines the window has, the boxes of a postcode not counted. `width`: how
    many Chinese characters fit a line. Raises Refused for an empty name or address, and for one
    that is too long for the window.
    """
    name, address = " ".join(name.split()), address.strip()
    if not name or not address:
        raise Refused(
            Text("There is no full name and address on file.", "系统中没有完整的姓名和地址。")
        )
    if law == "CN":
        found = _POSTCODE.search(address)
        postcode = (found[1] or found[2]) if found else ""
        rest = _POSTCODE.sub("", address, count=1) if found else address
        lines = [*_wrapped(" ".join(rest.split()), width), f"{name} 收"]
    else:
        postcode = ""
        parts = [part for part in _PARTS.split(address) if part]
        lines = [name, *_joined(parts, lines_max - 1, from_end=law == "US")]
    if len(lines) > lines_max:
        raise Refused(
            Text(
                f"The address takes {len(lines)} lines; the envelope's window has {lines_max}.",
                f"该地址需{len(lines)}行，超出信封窗口的{lines_max}行。",
            )
        )
    return Addressed(tuple(lines), postcode)


def _wrapped(address: str, width: int) -> list[str]:
    """Lines of at most `width` characters, broken after a part of the address where there is one.

    A half-width character takes half the room.
    """
    lines = []
    while _width(address) > width:
        most = next(at for at in range(len(address), 0, -1) if _width(address[:at]) <= width)
        after = [at for at in range(most // 2, most + 1) if address[at - 1] in BREAK_AFTER]
        most = after[-1] if after else most
        lines.append(address[:most].strip())
        address = address[most:].strip()
    return [*lines, address] if address else lines


def _width(text: str) -> float:
    return sum(1.0 if ord(character) >= 0x2E80 else 0.62 for character in text)


def _joined(parts: Sequence[str], most: int, *, from_end: bool) -> list[str]:
    """The same parts in at most `most` lines: town and state share one, or flat and street."""
    lines = list(parts)
    while len(lines) > max(most, 1):
        at = len(lines) - 2 if from_end else 0
        lines[at : at + 2] = [", ".join(lines[at : at + 2])]
    return lines
