"""What the lender chose about connected systems (LENDER-API, LENDER-WEBHOOKS)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairdue.kernel.calendars import local_day
from fairdue.rulebook.packs import pack

POLICY = "policy/default"
API_RULE, WEBHOOK_RULE = "LENDER-API", "LENDER-WEBHOOKS"


@dataclass(frozen=True, slots=True)
class ApiPolicy:
    """How long tokens and answers last, and how often a token may call."""

    token_days_max: int
    calls_per_minute_max: int
    answers_kept: timedelta


@dataclass(frozen=True, slots=True)
class WebhookPolicy:
    """How long we wait for an endpoint, how often we try, and how old a message may be."""

    tolerance: timedelta
    """How far the moment of an incoming message may be off."""
    answer_within: timedelta
    attempts_max: int
    first_wait: timedelta
    wait_max: timedelta
    former_secret_kept: timedelta


def api_policy(at: datetime) -> ApiPolicy:
    """In force on the local day of a moment."""
    return ApiPolicy(
        token_days_max=_value(API_RULE, "token_days_max", at),
        calls_per_minute_max=_value(API_RULE, "calls_per_minute_max", at),
        answers_kept=timedelta(hours=_value(API_RULE, "answers_kept_hours", at)),
    )


def webhook_policy(at: datetime) -> WebhookPolicy:
    """In force on the local day of a moment."""

    def seconds(parameter: str) -> timedelta:
        return timedelta(seconds=_value(WEBHOOK_RULE, parameter, at))

    return WebhookPolicy(
        tolerance=seconds("tolerance_seconds"),
        answer_within=seconds("answer_seconds_max"),
        attempts_max=_value(WEBHOOK_RULE, "webhook_attempts_max", at),
        first_wait=seconds("first_wait_seconds"),
        wait_max=seconds("wait_seconds_max"),
        former_secret_kept=timedelta(hours=_value(WEBHOOK_RULE, "former_secret_hours", at)),
    )


def _value(rule: str, parameter: str, at: datetime) -> int:
    day = local_day(at, ZoneInfo(timezone.get_default_timezone_name()))
    return int(pack(POLICY).value(rule, parameter, day).value)
