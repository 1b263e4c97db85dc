"""What the lender chose about visitors' telephones, records and safety, and what the law asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fairdue.contact.rules.terms import Term
from fairdue.kernel.calendars import local_day
from fairdue.portfolio.queries import law_defaults
from fairdue.rulebook.packs import NoValueError, pack
from fairdue.rulebook.terms import citation
from fairdue.visits.rules.conduct import Asked
from fairdue.visits.rules.evidence import MEGABYTE, Sizes
from fairdue.visits.rules.places import Limits
from fairdue.visits.rules.safety import Patience
from fairdue.work.queries import zone

POLICY = "policy/default"
RECORD_RULE, SAFETY_RULE, PHONE_RULE = (
    "LENDER-VISIT-RECORD",
    "LENDER-VISIT-SAFETY",
    "LENDER-VISIT-PHONE",
)
CONDUCT = {"CN": ("law/cn", "CN-VISIT-01", "CN-VISIT-02")}


@dataclass(frozen=True, slots=True)
class RecordPolicy:
    """LENDER-VISIT-RECORD."""

    due: timedelta
    """From leaving until the superior has the record."""
    sizes: Sizes
    photo_read_bytes: int
    """The largest photo that a telephone opens to make it smaller."""
    photo_side_px: int
    places: Limits
    clock: timedelta
    """A clock that is further off is wrong."""


@dataclass(frozen=True, slots=True)
class SafetyPolicy:
    """LENDER-VISIT-SAFETY. `chain`: the roles told of an alarm, one after another."""

    patience: Patience
    chain: tuple[str, ...]
    emergency_numbers: Mapping[str, str]
    """By jurisdiction: CN, UK, US."""


@dataclass(frozen=True, slots=True)
class PhonePolicy:
    """LENDER-VISIT-PHONE."""

    pin_digits: int
    lock_minutes: int
    keep_hours: int
    """After the end of a day, until a telephone deletes what it was given for it."""


def record_policy(at: datetime) -> RecordPolicy:
    """As in force at a moment."""
    value = _values(RECORD_RULE, at)
    return RecordPolicy(
        due=timedelta(hours=int(value["due_hours"])),
        sizes=Sizes(
            photo=int(value["photo_mb"]) * MEGABYTE,
            sound=int(value["sound_mb"]) * MEGABYTE,
            signature=MEGABYTE,
        ),
        photo_read_bytes=int(value["photo_read_mb"]) * MEGABYTE,
        photo_side_px=int(value["photo_side_px"]),
        places=Limits(
            accuracy_m_max=float(value["accuracy_m_max"]),
            speed_kmh_max=float(value["speed_kmh_max"]),
            stale_seconds_max=float(value["stale_seconds_max"]),
            same_coordinates_max=int(value["same_coordinates_max"]),
            elsewhere_km=float(value["elsewhere_km"]),
        ),
        clock=timedelta(minutes=int(value["clock_minutes"])),
    )


def safety_policy(at: datetime) -> SafetyPolicy:
    """As in force at a moment."""
    value = _values(SAFETY_RULE, at)
    return SafetyPolicy(
        Patience(
            check_in=timedelta(minutes=int(value["check_in_minutes"])),
            silence=timedelta(minutes=int(value["silence_minutes"])),
            step=timedelta(minutes=int(value["step_minutes"])),
        ),
        tuple(value["chain"]),
        {law: str(number) for law, number in value["emergency_numbers"].items()},
    )


def emergency_number(law: str, at: datetime) -> str:
    """What is dialled for help where this law holds; the lender's own where policy has none."""
    numbers = safety_policy(at).emergency_numbers
    own = law_defaults(local_day(at, zone())).jurisdiction
    return numbers.get(law) or numbers.get(own, "")


def phone_policy(at: datetime) -> PhonePolicy:
    """As in force at a moment."""
    value = _values(PHONE_RULE, at)
    return PhonePolicy(
        pin_digits=int(value["pin_digits"]),
        lock_minutes=int(value["lock_minutes"]),
        keep_hours=int(value["keep_hours"]),
    )


def conduct_asked(law: str, on: date) -> Asked:
    """What a country's law asks of how a visit is made; of others than CN the packs say nothing."""
    if law not in CONDUCT:
        return Asked(None)
    name, first, second = CONDUCT[law]
    law_pack = pack(name)

    def asks(rule: str, parameter: str) -> Any:
        try:
            return law_pack.value(rule, parameter, on).value
        except NoValueError:
            return 0

    least, source = int(asks(first, "visitors_min")), citation(law_pack, first, on)
    return Asked(
        Term(first, least, source) if source else None,
        card_shown=bool(asks(first, "id_shown")),
        entry_needs_consent=bool(asks(first, "entry_needs_consent")),
        recorded=bool(asks(second, "recorded")),
        decent_dress=bool(asks(second, "decent_dress")),
    )


def _values(rule: str, at: datetime) -> dict[str, Any]:
    found = pack(POLICY).values_on(rule, local_day(at, zone()))
    return {parameter: each.value for parameter, each in found.items()}
