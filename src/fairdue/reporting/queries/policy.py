"""What the lender chose for reports, on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from fairdue.kernel.calendars import local_day
from fairdue.rulebook.packs import pack

RULE, POLICY = "LENDER-REPORTS", "policy/default"


@dataclass(frozen=True, slots=True)
class ReportPolicy:
    """LENDER-REPORTS."""

    made_from: str
    """Local time, "06:30", from which a period's report is made on the day after its end."""
    missed_max: int
    """How many periods that were missed are made up for."""
    confidence_percent: int
    """Confidence of the intervals by which a change is told from chance."""
    recounted_days: int
    """For how many days after it was made a report is recounted each day."""
    tries_max: int
    """How often an e-mail is tried that the server doesn't take."""


def report_policy(at: datetime) -> ReportPolicy:
    """What holds on the local day of a moment."""
    return _policy(local_day(at, zone()), pack(POLICY).version)


def zone() -> ZoneInfo:
    """The lender's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


@lru_cache(maxsize=8)
def _policy(on: date, _version: str) -> ReportPolicy:
    """Read once a day; the version is of the pack that is read."""
    found = {name: each.value for name, each in pack(POLICY).values_on(RULE, on).items()}
    return ReportPolicy(**{name: found[name] for name in ReportPolicy.__slots__})
