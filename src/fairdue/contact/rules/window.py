"""The hours of one law where it counts by the customer's own clock, with the rule it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.local_hours import may_contact_in
from fairdue.contact.rules.terms import Term
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when, by every clock the customer may live by."""

    earliest: time
    latest: time
    boundary_policy: str
    """reg_text: the edges are allowed; conservative: they are not."""


def may_contact_between(at: datetime, zones: Sequence[ZoneInfo], hours: Term[Hours]) -> Clause:
    """Allowed while the hour is usual in all zones that evidence names.

    Sources: 12 CFR 1006.6(b)(1)(i) and its comment 2; CONC 7.9.4R with the policy's hours.
    """
    value = hours.value
    asked = may_contact_in(
        at,
        zones,
        earliest=value.earliest,
        latest=value.latest,
        boundary_policy=value.boundary_policy,
    )
    reason = asked.reason
    if asked.allowed:
        span = f"{value.earliest:%H:%M}–{value.latest:%H:%M}"
        reason = Text(
            f"Within {span} wherever the customer may be {hours.basis.en}.",
            f"在客户可能所在各地的{span}之内{hours.basis.zh}。",
        )
    return replace(
        asked,
        rule=hours.rule,
        citation=hours.citation,
        reason=reason,
        allowed_until=_closes(at, zones, value) if asked.allowed else None,
    )


def _closes(at: datetime, zones: Sequence[ZoneInfo], hours: Hours) -> datetime:
    """The first moment at which one of the zones is no longer inside."""
    edge = timedelta(0) if hours.boundary_policy == "conservative" else timedelta(microseconds=1)
    moments = []
    for zone in zones:
        local = at.astimezone(zone)
        day = local.date() + timedelta(days=0 if local.time() <= hours.latest else 1)
        moments.append(datetime.combine(day, hours.latest, tzinfo=zone) + edge)
    return min(moments)
