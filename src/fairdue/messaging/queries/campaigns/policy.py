"""What the lender chose about campaigns (LENDER-CAMPAIGNS)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from fairdue.kernel.calendars import local_day
from fairdue.messaging.queries.policy import POLICY, zone
from fairdue.rulebook.packs import pack

RULE = "LENDER-CAMPAIGNS"


@dataclass(frozen=True, slots=True)
class CampaignPolicy:
    """Who decides, and how fast people are worked through."""

    approval_from_people: int
    days_max: int
    people_at_once: int
    seconds_ahead: int
    until_again: timedelta
    tries_max: int


def campaign_policy(at: datetime) -> CampaignPolicy:
    """In force on the lender's day of a moment."""
    return _policy(local_day(at, zone()), pack(POLICY).version)


@lru_cache(maxsize=8)
def _policy(on: date, _version: str) -> CampaignPolicy:
    """Read once a day; the version is of the pack that is read."""
    value = {name: int(found.value) for name, found in pack(POLICY).values_on(RULE, on).items()}
    return CampaignPolicy(
        approval_from_people=value["approval_from_people"],
        days_max=value["days_max"],
        people_at_once=value["people_at_once"],
        seconds_ahead=value["seconds_ahead"],
        until_again=timedelta(minutes=value["minutes_until_again"]),
        tries_max=value["tries_max"],
    )
