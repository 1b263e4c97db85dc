"""One field to and from bytes.

A packed number is unsigned, the highest byte first. A packed date or time is a zero, the digits as
such a number, and the sign "s", as the open implementation packs it; zeros throughout mean none.
"""

from __future__ import annotations

from datetime import date, datetime

from fairdue.credit_record.metro2.layout import Field, Kind, Value
from fairdue.credit_record.metro2.records import Metro2Error

_FORMS = {Kind.DATE: "%m%d%Y", Kind.TIME: "%m%d%Y%H%M%S"}
_WIDTHS = {Kind.DATE: 8, Kind.TIME: 14}
_SIGN = b"s"
_MUST = {
    Kind.TEXT: "printable characters of ASCII",
    Kind.DIGITS: "digits",
    Kind.NUMBER: "a whole number in digits",
    Kind.DATE: "a date, MMDDYYYY, or zeros",
    Kind.TIME: "a time, MMDDYYYYHHMMSS, or zeros",
}


def value_of(field: Field, octets: bytes, *, packed: bool, where: str) -> Value:
    """What stands in a field. Raises Metro2Error that begins with `where`."""
    if packed and field.packed != field.characters and field.kind != Kind.TEXT:
        return _unpacked(field, octets, where)
    if not all(0x20 <= octet < 0x7F for octet in octets):
        raise _refused(field, where)
    return _of_characters(field, octets.decode("ascii"), where)


def octets_of(field: Field, value: Value, *, packed: bool, where: str) -> bytes:
    """A value as it stands in a field. Raises Metro2Error that begins with `where`."""
    if packed and field.packed != field.characters and field.kind != Kind.TEXT:
        return _packed(field, value, where)
    text = _characters(field, value, where)
    width = field.width(packed=packed)
    if len(text) > width:
        raise Metro2Error(f"{where}{field.name} has {len(text)} characters; {width} fit")
    return text.ljust(width).encode("ascii")


def _of_characters(field: Field, text: str, where: str) -> Value:
    bare = text.rstrip(" ")
    if field.kind == Kind.TEXT or not bare:
        return bare
    if not text.isdigit():
        raise _refused(field, where)
    if field.kind == Kind.NUMBER:
        return int(text)
    if field.kind == Kind.DIGITS:
        return text
    return _moment(field, text, where)


def _characters(field: Field, value: Value, where: str) -> str:
    if value == "":
        return ""
    width = field.characters
    if field.kind == Kind.TEXT and isinstance(value, str):
        if not value.isascii() or not value.isprintable() or value != value.rstrip(" "):
            raise _refused(field, where)
        return value
    if field.kind == Kind.NUMBER and type(value) is int and value >= 0:
        return f"{value:0{width}d}"
    if field.kind == Kind.DIGITS and isinstance(value, str) and _are_digits(value):
        return value.rjust(width, "0")
    if field.kind in _FORMS:
        return _digits_of(field, value, where)
    raise _refused(field, where)


def _unpacked(field: Field, octets: bytes, where: str) -> Value:
    if field.kind == Kind.NUMBER:
        return int.from_bytes(octets)
    if field.kind == Kind.DIGITS:
        digits = f"{int.from_bytes(octets):0{field.characters}d}"
        if len(digits) > field.characters:
            raise _refused(field, where)
        return digits
    if not any(octets):
        return None
    digits = f"{int.from_bytes(octets[1:-1]):0{_WIDTHS[field.kind]}d}"
    if octets[:1] != b"\0" or octets[-1:] != _SIGN or not digits.strip("0"):
        raise _refused(field, where)
    return _moment(field, digits, where)


def _packed(field: Field, value: Value, where: str) -> bytes:
    if value == "":
        raise Metro2Error(f"{where}{field.name} can't be blank where it is packed")
    number = int(_characters(field, value, where))
    if field.kind in _FORMS:
        if not number:
            return bytes(field.packed)
        return b"\0" + number.to_bytes(field.packed - 2) + _SIGN
    try:
        return number.to_bytes(field.packed)
    except OverflowError:
        raise Metro2Error(f"{where}{field.name} is too large for its field") from None


def _moment(field: Field, digits: str, where: str) -> Value:
    if len(digits) != _WIDTHS[field.kind]:
        raise _refused(field, where)
    if not digits.strip("0"):
        return None
    try:
        found = datetime.strptime(digits, _FORMS[field.kind])  # noqa: DTZ007 - it has no zone
    except ValueError:
        raise _refused(field, where) from None
    if found.strftime("%m%d") + f"{found:%Y}".zfill(4) != digits[:8]:
        raise _refused(field, where)
    return found if field.kind == Kind.TIME else found.date()


def _digits_of(field: Field, value: Value, where: str) -> str:
    if value is None:
        return "0" * _WIDTHS[field.kind]
    if not isinstance(value, datetime if field.kind == Kind.TIME else date) or (
        field.kind == Kind.DATE and isinstance(value, datetime)
    ):
        raise _refused(field, where)
    day = f"{value.month:02d}{value.day:02d}{value.year:04d}"
    if isinstance(value, datetime):
        return f"{day}{value.hour:02d}{value.minute:02d}{value.second:02d}"
    return day


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _refused(field: Field, where: str) -> Metro2Error:
    return Metro2Error(f"{where}{field.name} must be {_MUST[field.kind]}")
