"""What the lender chose about recordings and the dialler, and what the laws ask of keeping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from fairdue.calls.rules import keeping
from fairdue.kernel.calendars import local_day
from fairdue.rulebook.packs import pack
from fairdue.work.queries import zone

POLICY = "policy/default"
DIALLER = "LENDER-DIALLER"
LAWS = {
    "CN": ("law/cn", ((keeping.CN_RECORDING, "years"),)),
    "US": (
        "law/us",
        ((keeping.US_RETENTION, "recording_years"), (keeping.US_RETENTION, "records_years")),
    ),
    "UK": ("law/uk", ((keeping.UK_RECORDS, "years"),)),
}


@dataclass(frozen=True, slots=True)
class RecordingPolicy:
    """Whether calls are recorded and announced, and how uploads and listening are bounded."""

    records: bool
    announces: bool
    years: int
    upload_bytes_max: int
    listening_minutes: int


@dataclass(frozen=True, slots=True)
class DiallerPolicy:
    """When the dialler works, by local time of day, and its patience in seconds."""

    opens: time
    closes: time
    pause_seconds: int
    cases_tried: int
    ring_seconds: int
    collector_seconds: int


def recording_policy(at: datetime) -> RecordingPolicy:
    """As in force at a moment."""
    value = _values(keeping.OWN, at)
    return RecordingPolicy(
        records=bool(value["records"]),
        announces=bool(value["announces"]),
        years=int(value["years"]),
        upload_bytes_max=int(value["uploads_mb"]) * 1_000_000,
        listening_minutes=int(value["listening_minutes"]),
    )


def dialler_policy(at: datetime) -> DiallerPolicy:
    """As in force at a moment."""
    value = _values(DIALLER, at)
    return DiallerPolicy(
        opens=time.fromisoformat(value["opens"]),
        closes=time.fromisoformat(value["closes"]),
        pause_seconds=int(value["pause_seconds"]),
        cases_tried=int(value["cases_tried"]),
        ring_seconds=int(value["ring_seconds"]),
        collector_seconds=int(value["collector_seconds"]),
    )


def keeping_years(law: str, on: date) -> dict[tuple[str, str], int]:
    """Years by rule and parameter: of a country's law and the lender's own, as in force on a day.

    Raises KeyError for a country nobody knows, and NoValueError where a value is missing.
    """
    name, asked = LAWS[law]
    own = pack(POLICY).value(keeping.OWN, "years", on)
    years = {parts: int(pack(name).value(*parts, on).value) for parts in asked}
    return {**years, (keeping.OWN, "years"): int(own.value)}


def _values(rule: str, at: datetime) -> dict[str, Any]:
    found = pack(POLICY).values_on(rule, local_day(at, zone()))
    return {parameter: each.value for parameter, each in found.items()}
