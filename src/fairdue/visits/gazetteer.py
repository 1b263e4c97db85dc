"""Where an address written in Chinese is, to its district: from the list of divisions in `cpca`.

Decision 0019 tells why this library. It is imported when first asked, because it brings pandas.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fairdue.visits.routing.distances import Spot

DISTRICT, CITY, PROVINCE, UNKNOWN = "district", "city", "province", "unknown"
_DIGITS = {DISTRICT: 6, CITY: 4, PROVINCE: 2}


@dataclass(frozen=True, slots=True)
class Division:
    """A province, city or district with the coordinates of its seat (WGS 84 within 1 km)."""

    code: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Located:
    """Where an address is. `level` is unknown where no division is named in it."""

    level: str
    division: Division | None = None


def locate(addresses: Sequence[str]) -> list[Located]:
    """The smallest division with known coordinates that each address names, in the order given.

    Addresses of other countries, and ones that name no division, come back as unknown: a person
    says where they are.
    """
    import cpca

    if not addresses:
        return []
    found = cpca.transform(list(addresses))
    return [_located(code) for code in found["adcode"].tolist()]


def named(address: str) -> tuple[str, str, str]:
    """Province, city and district of an address, by name as written; "" for what isn't known."""
    import cpca

    if not address.strip():
        return "", "", ""
    found = cpca.transform([address]).iloc[0]
    province, city, district = (
        found[name] if isinstance(found[name], str) else "" for name in ("省", "市", "区")
    )
    return province, city, district


def divisions() -> tuple[Division, ...]:
    """All that have coordinates, by code."""
    return tuple(_by_code().values())


def division(code: str) -> Division | None:
    """The one of this code, where it has coordinates."""
    return _by_code().get(code)


def around(spot: Spot, degrees: float) -> list[Division]:
    """Districts whose seat lies within so many degrees of a place, for a plain drawn map."""
    return [
        each
        for each in divisions()
        if not each.code.endswith("00")
        and abs(each.latitude - spot.latitude) <= degrees
        and abs(each.longitude - spot.longitude) <= degrees
    ]


def _located(code: object) -> Located:
    if not isinstance(code, str) or not code:
        return Located(UNKNOWN)
    for level, digits in _DIGITS.items():
        if not code[digits - 2 : digits].strip("0"):
            continue  # the address names none of this level
        division = _by_code().get(code[:digits].ljust(6, "0"))
        if division is not None:
            return Located(level, division)
    return Located(UNKNOWN)


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Division]:
    with files("cpca").joinpath("resources/adcodes.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["longitude"] and row["latitude"]]
    found = [
        Division(row["adcode"][:6], row["name"], float(row["latitude"]), float(row["longitude"]))
        for row in rows
    ]
    return {each.code: each for each in sorted(found, key=lambda each: each.code)}
