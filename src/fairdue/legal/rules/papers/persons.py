"""What a Chinese ID number tells of a person, which court forms ask for. Pure.

GB 11643-1999: six digits of the area, eight of the day of birth, three in order of which the last
is odd for men and even for women, and a check digit (ISO 7064, MOD 11-2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fairdue.kernel.text import Text

MALE, FEMALE = Text("male", "男"), Text("female", "女")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Told:
    """Day of birth and sex."""

    born_on: date
    sex: Text


def told_by(id_number: str) -> Told | None:
    """What an ID number of 18 digits tells; None for one that is none, or whose check fails."""
    digits = id_number.strip().upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", digits):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], WEIGHTS, strict=True))
    if CHECKS[total % 11] != digits[17]:
        return None
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return None
    return Told(born, MALE if int(digits[16]) % 2 else FEMALE)
