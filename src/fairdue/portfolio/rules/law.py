"""Under which law a customer is contacted, and by which clocks.

The issuer's file decides, the lender's policy where the file is silent; never the currency of an
account, because a dollar card may belong to a customer in Shanghai. Where several places are
possible, all of their zones count, so that an hour must be lawful in each. Source for reading
conflicting evidence of place so: 12 CFR 1006.6(b)(1)(i), comment 6(b)(1)(i)-2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

JURISDICTIONS = ("CN", "US", "UK")
"""Whose rule packs there are, as `rulepacks/law/<lower case>/`."""


class UnknownPlaceError(ValueError):
    """A jurisdiction or zone that is not known; the message names it and how to mend it."""


@dataclass(frozen=True, slots=True)
class LawDefaults:
    """What holds where the issuer says nothing: a jurisdiction, and the zones of each."""

    jurisdiction: str
    zones: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        if self.jurisdiction not in JURISDICTIONS:
            raise UnknownPlaceError(
                f"jurisdiction_default {self.jurisdiction!r} is none of {', '.join(JURISDICTIONS)}"
            )
        for jurisdiction in JURISDICTIONS:
            names = self.zones.get(jurisdiction, ())
            wrong = unknown_zones(names)
            if wrong or not names:
                raise UnknownPlaceError(
                    f"zones_default of {jurisdiction}: {', '.join(wrong) or 'nothing'} is no IANA "
                    "time zone such as America/New_York"
                )


@dataclass(frozen=True, slots=True)
class CustomerLaw:
    """Whose law applies to contacting a customer, and every zone they may be in; never none."""

    jurisdiction: str
    """CN, US or UK."""
    region: str
    """State, nation or province as the issuer codes it, such as US-MA or GB-SCT; "" if unknown."""
    zones: tuple[ZoneInfo, ...]


def law_for(jurisdiction: str, region: str, time_zones: str, defaults: LawDefaults) -> CustomerLaw:
    """The law of a customer by what the issuer gave; "" where it gave nothing.

    `time_zones` are IANA names separated by blanks. Raises UnknownPlaceError for a jurisdiction
    or a zone that this machine doesn't know: whom no clock is known for can't be contacted.
    """
    whose = jurisdiction or defaults.jurisdiction
    if whose not in JURISDICTIONS:
        raise UnknownPlaceError(f"jurisdiction {whose!r} is none of {', '.join(JURISDICTIONS)}")
    return CustomerLaw(whose, region, _zones(time_zones) or _zones(" ".join(defaults.zones[whose])))


def unknown_zones(names: Iterable[str]) -> list[str]:
    """Those of the names that are no place's time zone."""
    return [name for name in names if name not in zone_names()]


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone that is named after a place.

    Not EST, MST and the like, nor Etc/…: they don't know summer time, so that by EST a call at
    half past nine on a summer evening in New York would pass for half past eight.
    """
    return frozenset(
        name for name in available_timezones() if "/" in name and not name.startswith("Etc/")
    )


@cache
def _zones(time_zones: str) -> tuple[ZoneInfo, ...]:
    """In the order of their names, each once."""
    names = sorted(set(time_zones.split()))
    wrong = unknown_zones(names)
    if wrong:
        raise UnknownPlaceError(
            f"{', '.join(wrong)} is no time zone on this machine; update its time zone data"
        )
    return tuple(ZoneInfo(name) for name in names)
