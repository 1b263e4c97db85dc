"""What the lender chose about handing messages over, and about reading what comes back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairdue.kernel.calendars import local_day
from fairdue.messaging.rules.handing_over import Handing, Window
from fairdue.rulebook.packs import pack

POLICY, RULE = "policy/default", "LENDER-HANDING-OVER"
ANSWERS = "LENDER-ANSWERS"


def zone() -> ZoneInfo:
    """The zone in which the lender counts days and hours."""
    return ZoneInfo(timezone.get_default_timezone_name())


def handing_policy(at: datetime) -> Handing:
    """In force on the lender's day of a moment."""
    return _handing(local_day(at, zone()), pack(POLICY).version)


def read_within(what: str, at: datetime) -> timedelta:
    """How soon somebody reads an answer: one `doubtful`, one with something `to_do`, or `care`."""
    hours = pack(POLICY).value(ANSWERS, "read_within_hours", local_day(at, zone())).value[what]
    return timedelta(hours=float(hours))


def callback_after(at: datetime) -> timedelta:
    """How long after it was taken on a callback that a customer asked for is due."""
    found = pack(POLICY).value(ANSWERS, "callback_after_minutes", local_day(at, zone()))
    return timedelta(minutes=float(found.value))


@lru_cache(maxsize=8)
def _handing(on: date, _version: str) -> Handing:
    """Read once a day; the version is of the pack that is read."""
    value = {name: found.value for name, found in pack(POLICY).values_on(RULE, on).items()}
    return Handing(
        per_second={name: float(rate) for name, rate in value["per_second"].items()},
        windows={
            name: Window(time.fromisoformat(opens), time.fromisoformat(closes))
            for name, (opens, closes) in value["windows"].items()
        },
        tries_max=int(value["tries_max"]),
        wait=timedelta(seconds=float(value["wait_seconds"])),
    )
