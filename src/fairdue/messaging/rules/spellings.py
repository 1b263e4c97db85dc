"""The spellings under which a number that wrote to us may be on file. Pure."""

from __future__ import annotations

import re

NANP_DIGITS, CN_DIGITS = 10, 11


def spellings(number: str) -> tuple[str, ...]:
    """A number as carriers give it, and as people write it down: +44 7700 … is 07700 …

    Digits only, the likeliest first: as it came, without the country's code for China and North
    America, and with the trunk nought in its place for the United Kingdom.
    """
    digits = re.sub(r"\D", "", number)
    digits = digits.removeprefix("00")
    found = [digits]
    if digits.startswith("86") and len(digits) == CN_DIGITS + 2:
        found.append(digits[2:])
    if digits.startswith("1") and len(digits) == NANP_DIGITS + 1:
        found.append(digits[1:])
    if digits.startswith("44") and len(digits) > len("44"):
        found.append("0" + digits[2:])
    return tuple(found)
