"""Reads a monthly file, and says of each fault where it is. No value is ever quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fairdue.credit_record.pboc.layout import (
    DETAIL,
    HEADER,
    LINES,
    SEPARATOR,
    STATUS_CODES,
    TRAILER,
    Field,
    Kind,
)

MISSING, TOO_LONG, MALFORMED, UNKNOWN_CODE = "missing", "too_long", "malformed", "unknown_code"
COLUMNS, RECORD, ORDER, COUNT, ENCODING = "columns", "record", "order", "count", "encoding"
DISAGREES = "disagrees"
_AMOUNT = re.compile(r"^-?[0-9]+(\.[0-9]{1,3})?$")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, and in which field; "" where it is the whole line."""

    line: int
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A file's accounts as they stand in it, and everything that is wrong with it."""

    header: dict[str, str]
    details: tuple[dict[str, str], ...]
    faults: tuple[Fault, ...]


def check_file(content: bytes) -> Checked:
    """Read a file and check every field. Never raises for what a file holds."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return Checked({}, (), (Fault(0, "", ENCODING),))
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    faults: list[Fault] = []
    header: dict[str, str] = {}
    trailer: dict[str, str] = {}
    details: list[dict[str, str]] = []
    for number, line in enumerate(lines, 1):
        values = line.split(SEPARATOR)
        fields = LINES.get(values[0])
        if fields is None:
            faults.append(Fault(number, "", RECORD))
            continue
        if len(values) != len(fields):
            faults.append(Fault(number, "", COLUMNS))
            continue
        found = {field.name: value for field, value in zip(fields, values, strict=True)}
        faults += _faults(number, fields, found)
        expected = HEADER if number == 1 else TRAILER if number == len(lines) else DETAIL
        if values[0] != expected:
            faults.append(Fault(number, "", ORDER))
        elif values[0] == HEADER:
            header = found
        elif values[0] == TRAILER:
            trailer = found
        else:
            details.append(found)
    if not header or not trailer:
        faults.append(Fault(0, "", ORDER))
    elif trailer["records"] != str(len(details)):
        faults.append(Fault(len(lines), "records", COUNT))
    return Checked(header, tuple(details), tuple(faults))


def _faults(number: int, fields: tuple[Field, ...], found: dict[str, str]) -> Iterator[Fault]:
    for field in fields:
        code = _fault(field, found[field.name])
        if code:
            yield Fault(number, field.name, code)
    if "history" in found and found["history"][:1] != found["status"]:
        yield Fault(number, "history", DISAGREES)


def _fault(field: Field, value: str) -> str:
    if not value:
        return MISSING if field.required else ""
    if len(value) > field.width:
        return TOO_LONG
    if field.kind == Kind.CODE:
        return "" if value in field.codes else UNKNOWN_CODE
    if field.kind == Kind.HISTORY:
        return "" if set(value) <= STATUS_CODES | {"#", "/"} else UNKNOWN_CODE
    fits = {
        Kind.TEXT: value.isprintable(),
        Kind.NUMBER: value.isascii() and value.isdigit(),
        Kind.AMOUNT: bool(_AMOUNT.match(value)),
        Kind.DATE: field.kind == Kind.DATE and _is_date(value),
    }
    return "" if fits[field.kind] else MALFORMED


def _is_date(value: str) -> bool:
    if len(value) != 8 or not (value.isascii() and value.isdigit()):
        return False
    try:
        datetime.strptime(value, "%Y%m%d")  # noqa: DTZ007 - it has no zone
    except ValueError:
        return False
    return True
