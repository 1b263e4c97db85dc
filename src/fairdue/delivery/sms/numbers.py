"""How telephone numbers are written in SMPP: their digits, type and numbering plan (5.2.5)."""

from __future__ import annotations

import re

INTERNATIONAL, UNKNOWN, NETWORK, NAME = 1, 0, 3, 5
"""Types of number."""
ISDN = 1
SHORT_DIGITS_MAX = 8
_MEANT = 8
"""So many last digits tell numbers apart however their country is written."""


def destination_of(to: str) -> tuple[int, int, str]:
    """Type, plan and digits of a number that a text goes to."""
    digits = _digits(to)
    if to.lstrip().startswith("+"):
        return INTERNATIONAL, ISDN, digits
    if digits.startswith("00"):
        return INTERNATIONAL, ISDN, digits[2:]
    return UNKNOWN, ISDN, digits


def source_of(source: str) -> tuple[int, int, str]:
    """Type, plan and text of what a text is from: a name, a short code or a whole number."""
    if not source:
        return UNKNOWN, UNKNOWN, ""
    if not re.fullmatch(r"\+?[0-9]+", source):
        return NAME, UNKNOWN, source
    if source.startswith("+"):
        return INTERNATIONAL, ISDN, source[1:]
    return (NETWORK if len(source) <= SHORT_DIGITS_MAX else UNKNOWN), ISDN, source


def same_number(one: str, other: str) -> bool:
    """Do two writings mean one telephone, with its country or without?"""
    one, other = _digits(one), _digits(other)
    return bool(one) and one[-_MEANT:] == other[-_MEANT:]


def _digits(number: str) -> str:
    return re.sub(r"[^0-9]", "", number)
