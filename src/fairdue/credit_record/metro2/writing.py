"""From records to bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from fairdue.credit_record.metro2.layout import (
    DESCRIPTOR,
    RECORDS,
    SEGMENTS,
    Field,
    Form,
    Kind,
    Layout,
    Value,
)
from fairdue.credit_record.metro2.records import File, Metro2Error, Record, Segment
from fairdue.credit_record.metro2.values import octets_of

_EMPTY: Mapping[Kind, Value] = {
    Kind.TEXT: "",
    Kind.DIGITS: "0",
    Kind.NUMBER: 0,
    Kind.DATE: None,
    Kind.TIME: None,
}
LENGTH_MAX = {False: 9999, True: 0xFFFF}
"""What a descriptor word can say, of characters and packed."""


def write_file(file: File) -> bytes:
    """The bytes of a file, its line ends where they stood. Raises Metro2Error."""
    written = b"".join(
        _octets(record, packed=file.packed, number=number)
        for number, record in enumerate(file.records, 1)
    )
    if not file.breaks:
        return written
    parts, start = [], 0
    for at, line_end in file.breaks:
        parts += [written[start:at], line_end]
        start = at
    return b"".join((*parts, written[start:]))


def write_segment(segment: Segment) -> bytes:
    """The bytes of a segment. Raises Metro2Error."""
    where = f"segment {segment.name.upper()}: "
    return _fields(SEGMENTS[segment.name], segment.values, packed=False, where=where)


def made(
    name: str, values: Mapping[str, Value], segments: Iterable[Segment] = (), *, form: Form
) -> Record:
    """A record with the descriptor words of a form. What isn't given is blank, digits are zeros.

    Raises Metro2Error for a required value that is missing, or a name that no field has.
    """
    layout, packed = RECORDS[name], form == Form.PACKED
    record = Record(name, _filled(layout, values), tuple(segments), 0)
    length = record.width(packed=packed)
    return replace(record, length=length, block=None if form == Form.FIXED else length + DESCRIPTOR)


def segment(name: str, values: Mapping[str, Value]) -> Segment:
    """A segment; what isn't given is blank, digits are zeros. Raises Metro2Error as `made` does."""
    return Segment(name, _filled(SEGMENTS[name], {"segment_identifier": name.upper(), **values}))


def _filled(layout: Layout, values: Mapping[str, Value]) -> dict[str, Value]:
    unknown = values.keys() - layout.named.keys()
    if unknown:
        raise Metro2Error(f"{layout.name} has no {', '.join(sorted(unknown))}")
    filled = {field.name: _given(field, values) for field in layout.fields}
    missing = [
        field.name for field in layout.fields if field.required and filled[field.name] in ("", None)
    ]
    if missing:
        raise Metro2Error(f"{layout.name} needs {', '.join(missing)}")
    return filled


def _given(field: Field, values: Mapping[str, Value]) -> Value:
    value = values.get(field.name, _EMPTY[field.kind])
    if field.kind == Kind.DIGITS and value and isinstance(value, str):
        return value.rjust(field.characters, "0")
    return value


def _octets(record: Record, *, packed: bool, number: int) -> bytes:
    where = f"record {number}: "
    if max(record.length, record.block or 0) > LENGTH_MAX[packed]:
        raise Metro2Error(f"{where}it is longer than a descriptor word can say")
    words: Sequence[int] = [each for each in (record.block, record.length) if each is not None]
    return b"".join(
        (
            *(_descriptor(each, packed=packed) for each in words),
            _fields(RECORDS[record.name], record.values, packed=packed, where=where),
            *(write_segment(each) for each in record.segments),
            b" " * record.padding,
        )
    )


def _descriptor(length: int, *, packed: bool) -> bytes:
    return length.to_bytes(2) + b"\0\0" if packed else b"%04d" % length


def _fields(layout: Layout, values: Mapping[str, Value], *, packed: bool, where: str) -> bytes:
    return b"".join(
        octets_of(field, values[field.name], packed=packed, where=where) for field in layout.fields
    )
