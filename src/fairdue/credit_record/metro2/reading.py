"""From bytes to records, or a refusal that says where and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairdue.credit_record.metro2.layout import (
    DESCRIPTOR,
    IDENTIFIED,
    RECORDS,
    SEGMENTS,
    Layout,
    Value,
)
from fairdue.credit_record.metro2.records import File, Metro2Error, Record, Segment
from fairdue.credit_record.metro2.values import value_of

_BREAK = re.compile(rb"\r\n|\n|\r")
_BLANK = 0x20


def read_file(octets: bytes) -> File:
    """A whole file: a header first, a trailer last, base records between. Raises Metro2Error."""
    found = read_records(octets)
    names = [record.name for record in found.records]
    if names[:1] != ["header"]:
        raise Metro2Error("the file doesn't begin with a header record")
    if names[-1] != "trailer" or "trailer" in names[:-1]:
        raise Metro2Error("the file must end with its only trailer record; it may be cut off")
    return found


def read_records(octets: bytes) -> File:
    """Records one after another, packed or not. Raises Metro2Error.

    Line ends between or within records of characters are kept as `breaks` and mean nothing.
    """
    packed = not octets[:DESCRIPTOR].isdigit()
    breaks: tuple[tuple[int, bytes], ...] = ()
    if not packed:
        octets, breaks = _without_breaks(octets)
    records: list[Record] = []
    start = 0
    while start < len(octets):
        record = _record(octets, start, packed=packed, number=len(records) + 1)
        blocked = 0 if record.block is None else DESCRIPTOR
        start += blocked + record.width(packed=packed) + record.padding
        records.append(record)
    if not records:
        raise Metro2Error("the file is empty")
    return File(tuple(records), packed, breaks)


def read_segment(octets: bytes) -> Segment:
    """One segment alone. Raises Metro2Error."""
    found = _segment(octets, 0, "")
    if found is None or found.width() != len(octets):
        raise Metro2Error("this is no segment, or not only one")
    return found


def _without_breaks(octets: bytes) -> tuple[bytes, tuple[tuple[int, bytes], ...]]:
    found, taken = [], 0
    for each in _BREAK.finditer(octets):
        found.append((each.start() - taken, each.group()))
        taken += len(each.group())
    return _BREAK.sub(b"", octets), tuple(found)


def _record(octets: bytes, start: int, *, packed: bool, number: int) -> Record:
    """The record that begins here, with a block descriptor word or without.

    Base records don't say what they are, and all that stands first are digits: where both would
    do, the one whose fields hold what they must is meant.
    """
    refused: Metro2Error | None = None
    for blocked in _possible(octets, start):
        try:
            return _read(octets, start, blocked=blocked, packed=packed, number=number)
        except Metro2Error as error:
            refused = refused or error
    raise refused or Metro2Error(f"record {number} doesn't begin as any record does")


def _possible(octets: bytes, start: int) -> Iterator[bool]:
    for blocked in (False, True):
        here = start + DESCRIPTOR * (2 if blocked else 1)
        if any(octets.startswith(name.encode(), here) for name in IDENTIFIED.values()):
            yield blocked
            return
    yield from (False, True)


def _read(octets: bytes, start: int, *, blocked: bool, packed: bool, number: int) -> Record:
    here = f"record {number} (byte {start + 1}): "
    block = _descriptor(octets, start, packed=packed, where=here) if blocked else None
    start += DESCRIPTOR if blocked else 0
    length = _descriptor(octets, start, packed=packed, where=here)
    start += DESCRIPTOR
    name = next(
        (name for name, said in IDENTIFIED.items() if octets.startswith(said.encode(), start)),
        "base",
    )
    values = _values(octets, start, RECORDS[name], packed=packed, where=here)
    if name == "base" and values["processing_indicator"] not in ("", "1"):
        raise Metro2Error(f"{here}processing_indicator must be 1")
    start += RECORDS[name].width(packed=packed)
    segments = []
    while name == "base" and (found := _segment(octets, start, here)) is not None:
        segments.append(found)
        start += found.width()
    record = Record(name, values, tuple(segments), length, block, _blanks(octets, start))
    if length < record.width(packed=packed):
        raise Metro2Error(
            f"{here}its descriptor says {length} bytes; it has {record.width(packed=packed)}"
        )
    if record.padding > max(length, block or 0):
        raise Metro2Error(f"{here}there are more blanks behind it than its descriptors allow")
    return record


def _descriptor(octets: bytes, start: int, *, packed: bool, where: str) -> int:
    word = octets[start : start + DESCRIPTOR]
    if packed and len(word) == DESCRIPTOR and word[2:] == b"\0\0":
        return int.from_bytes(word[:2])
    if not packed and len(word) == DESCRIPTOR and word.isdigit():
        return int(word)
    raise Metro2Error(f"{where}a descriptor word must stand at byte {start + 1}")


def _segment(octets: bytes, start: int, where: str) -> Segment | None:
    layout = SEGMENTS.get(octets[start : start + 2].decode("latin-1").lower())
    if layout is None or not octets[start : start + 1].isupper():
        return None
    where = f"{where}segment {layout.name.upper()}: "
    return Segment(layout.name, _values(octets, start, layout, packed=False, where=where))


def _values(
    octets: bytes, start: int, layout: Layout, *, packed: bool, where: str
) -> dict[str, Value]:
    if len(octets) < start + layout.width(packed=packed):
        raise Metro2Error(f"{where}it is cut off before its end")
    values: dict[str, Value] = {}
    for field in layout.fields:
        end = start + field.width(packed=packed)
        values[field.name] = value_of(field, octets[start:end], packed=packed, where=where)
        start = end
    return values


def _blanks(octets: bytes, start: int) -> int:
    end = start
    while end < len(octets) and octets[end] == _BLANK:
        end += 1
    return end - start
