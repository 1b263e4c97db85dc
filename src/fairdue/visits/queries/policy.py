"""What the lender chose about visits, on the local day of a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from fairdue.kernel.calendars import local_day
from fairdue.rulebook.packs import pack
from fairdue.visits.rules.bases import Needs
from fairdue.work.queries import zone

POLICY = "policy/default"
BASIS, ROUNDS = "LENDER-VISIT-BASIS", "LENDER-VISIT-ROUNDS"
KMH = 3.6


@dataclass(frozen=True, slots=True)
class RoundPolicy:
    """How visits are planned. Metres, metres a second, seconds; local times of day."""

    opens: time
    closes: time
    service_minutes: int
    visits_per_team_max: int
    days_ahead_max: int
    worth_metres: int
    detour: float
    metres_per_second: float
    uncertain_metres: Mapping[str, int]
    solving_seconds: float
    out_max: timedelta


def needs(at: datetime) -> Needs:
    """What each ground for a visit asks."""
    found = pack(POLICY).values_on(BASIS, local_day(at, zone()))
    return Needs(**{name: int(found[name].value) for name in Needs.__slots__})


def round_policy(at: datetime) -> RoundPolicy:
    """How visits are planned."""
    return _rounds(local_day(at, zone()), pack(POLICY).version)


@lru_cache(maxsize=8)
def _rounds(on: date, _version: str) -> RoundPolicy:
    """Read once a day; the version is of the pack that is read."""
    found = {name: each.value for name, each in pack(POLICY).values_on(ROUNDS, on).items()}
    return RoundPolicy(
        opens=time.fromisoformat(found["opens"]),
        closes=time.fromisoformat(found["closes"]),
        service_minutes=int(found["service_minutes"]),
        visits_per_team_max=int(found["visits_per_team_max"]),
        days_ahead_max=int(found["days_ahead_max"]),
        worth_metres=int(found["worth_km"]) * 1000,
        detour=int(found["detour_percent"]) / 100,
        metres_per_second=int(found["speed_kmh"]) / KMH,
        uncertain_metres={name: int(each) for name, each in found["uncertain_metres"].items()},
        solving_seconds=float(found["solving_seconds"]),
        out_max=timedelta(hours=int(found["out_hours_max"])),
    )
