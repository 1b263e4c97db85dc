"""What the lender chose for signing in and for contact codes, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairdue.identity.rules.limits import Window
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.rulebook.packs import pack

POLICY = "policy/default"
SIGN_IN_RULE, CODES_RULE = "LENDER-SIGN-IN", "LENDER-CONTACT-CODES"
ID_NUMBER, CARD = "id_number_last4", "card_last4"


@dataclass(frozen=True, slots=True)
class SignInPolicy:
    """LENDER-SIGN-IN."""

    code_digits: int
    code_lasts: timedelta
    tries_per_code: int
    second_facts: tuple[str, ...]
    asks_per_pair: Window
    asks_per_point: Window
    asks_per_client: Window
    asks_overall: Window
    wrong_per_client: Window
    wrong_overall: Window
    back_off: Mapping[int, int]
    idle: timedelta
    session_lasts: timedelta
    link_lasts: timedelta


@dataclass(frozen=True, slots=True)
class CodePolicy:
    """LENDER-CONTACT-CODES."""

    firm: Text
    days_valid_max: Mapping[str, int]
    uses_max: Mapping[str, int | None]
    checks_per_client: Window
    checks_overall: Window
    call_lasts: timedelta
    call_tries: int


def sign_in_policy(at: datetime) -> SignInPolicy:
    """What holds for signing in on the local day of a moment."""
    return _sign_in(local_day(at, zone()), pack(POLICY).version)


def code_policy(at: datetime) -> CodePolicy:
    """What holds for contact codes on the local day of a moment."""
    return _codes(local_day(at, zone()), pack(POLICY).version)


def lender(at: datetime) -> Text:
    """Who the lender is to cardholders: on their pages, in messages, documents and checks."""
    return code_policy(at).firm


def zone() -> ZoneInfo:
    """The zone in which the lender counts days and tells times."""
    return ZoneInfo(timezone.get_default_timezone_name())


def clock_words(at: datetime) -> str:
    """A moment as a person reads it: 10:45, in the lender's zone."""
    return f"{at.astimezone(zone()):%H:%M}"


@lru_cache(maxsize=8)
def _sign_in(on: date, _version: str) -> SignInPolicy:
    """Read once a day; the version is of the pack that is read."""
    value = _values(SIGN_IN_RULE, on)
    return SignInPolicy(
        code_digits=int(value["code_digits"]),
        code_lasts=timedelta(minutes=value["code_minutes"]),
        tries_per_code=int(value["tries_per_code"]),
        second_facts=tuple(value["second_facts"]),
        back_off={int(wrong): int(minutes) for wrong, minutes in value["back_off"].items()},
        idle=timedelta(minutes=value["session_idle_minutes"]),
        session_lasts=timedelta(minutes=value["session_minutes_max"]),
        link_lasts=timedelta(days=value["link_days"]),
        **{
            name: Window(**value[name])
            for name in (
                "asks_per_pair",
                "asks_per_point",
                "asks_per_client",
                "asks_overall",
                "wrong_per_client",
                "wrong_overall",
            )
        },
    )


@lru_cache(maxsize=8)
def _codes(on: date, _version: str) -> CodePolicy:
    value = _values(CODES_RULE, on)
    return CodePolicy(
        firm=Text(value["firm"]["en"], value["firm"]["zh"]),
        days_valid_max=value["days_valid_max"],
        uses_max=value["uses_max"],
        checks_per_client=Window(**value["checks_per_client"]),
        checks_overall=Window(**value["checks_overall"]),
        call_lasts=timedelta(minutes=value["call_minutes"]),
        call_tries=int(value["call_tries"]),
    )


def _values(rule: str, on: date) -> dict[str, Any]:
    return {name: found.value for name, found in pack(POLICY).values_on(rule, on).items()}
