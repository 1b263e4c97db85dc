"""Which attempts and denials there were, newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fairdue.contact.models import Attempt, Channel, Outcome, Permit
from fairdue.contact.rules.document import verdict_from
from fairdue.contact.wording import OPEN, in_both
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import NOTHING, Moment, Tone
from fairdue.kernel.verdict import Verdict
from fairdue.people.models import Staff


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One attempt, without personal data beyond the masks."""

    id: int
    customer_id: int
    case_id: int | None
    contact_point_id: int | None
    value_masked: str
    channel: str
    made_by: str
    made_at: datetime
    outcome: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Denial:
    """A request that was denied, with its whole answer as it was given."""

    permit_id: int
    asked_at: datetime
    asked_by: str
    customer_id: int
    name_masked: str
    value_masked: str
    channel: str
    failing: list[str]
    verdict: Verdict
    pack_version: str


ATTEMPTS = """
SELECT attempt.id, attempt.customer_id, attempt.case_id, attempt.contact_point_id,
       coalesce(point.value_masked, ''), attempt.channel, attempt.made_by, attempt.made_at,
       attempt.outcome, attempt.ended_at
FROM contact_attempt AS attempt
LEFT JOIN portfolio_contactpoint AS point ON point.id = attempt.contact_point_id
"""
OPEN_ATTEMPT = f"""{ATTEMPTS}
WHERE attempt.made_by = %s AND attempt.outcome = '' ORDER BY attempt.made_at DESC LIMIT 1
"""
ATTEMPTS_OF = f"""{ATTEMPTS}
WHERE attempt.customer_id = %s ORDER BY attempt.made_at DESC, attempt.id DESC LIMIT %s
"""
DENIED = """
SELECT asked_at, asked_by, verdict::text FROM contact_permit
WHERE customer_id = %s AND NOT granted ORDER BY asked_at DESC LIMIT %s
"""


def open_attempt(staff: Staff) -> AttemptFacts | None:
    """The call this person has open, if any."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ATTEMPT, [staff.username])
        row = cursor.fetchone()
    return AttemptFacts(*row) if row else None


def permit_of(attempt_id: int) -> int:
    """The permit that an attempt was made under. Raises Attempt.DoesNotExist."""
    return Attempt.objects.values_list("permit_id", flat=True).get(pk=attempt_id)


def attempts_of(customer_id: int, limit: int = 50) -> list[AttemptFacts]:
    """The customer's attempts, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPTS_OF, [customer_id, limit])
        return [AttemptFacts(*row) for row in cursor.fetchall()]


def denials(since: datetime, limit: int = 100) -> list[Denial]:
    """Requests denied from `since` on, newest first."""
    rows = (
        Permit.objects.filter(granted=False, asked_at__gte=since)
        .select_related("customer", "contact_point")
        .only(
            *("asked_at", "asked_by", "channel", "failing", "verdict", "pack_version"),
            *("customer__name_masked", "contact_point__value_masked"),
        )
        .order_by("-asked_at", "-id")
    )
    return [
        Denial(
            permit_id=row.pk,
            asked_at=row.asked_at,
            asked_by=row.asked_by,
            customer_id=row.customer_id,
            name_masked=row.customer.name_masked,
            value_masked=row.contact_point.value_masked if row.contact_point else "",
            channel=row.channel,
            failing=row.failing,
            verdict=verdict_from(row.verdict),
            pack_version=row.pack_version,
        )
        for row in rows[:limit]
    ]


def timeline(customer_id: int, limit: int = 50) -> list[Moment]:
    """Attempts with their outcomes, and denied requests; newest first."""
    return moments_of(customer_id, attempts_of(customer_id, limit), limit)


def moments_of(customer_id: int, attempts: Sequence[AttemptFacts], limit: int = 50) -> list[Moment]:
    """The timeline from attempts that were looked up already; denials are looked up here."""
    moments = [_attempt_moment(attempt) for attempt in attempts]
    with connection.cursor() as cursor:
        cursor.execute(DENIED, [customer_id, limit])
        moments += [_denial_moment(*row) for row in cursor.fetchall()]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:limit]


def _attempt_moment(attempt: AttemptFacts) -> Moment:
    channel = in_both(Channel(attempt.channel).label)
    outcome = in_both(Outcome(attempt.outcome).label) if attempt.outcome else OPEN
    tone: Tone = "good" if attempt.outcome in (Outcome.PROMISE, Outcome.PAID) else "neutral"
    return Moment(
        at=attempt.made_at,
        kind=attempt.channel,
        title=Text(f"{channel.en}: {outcome.en}", f"{channel.zh}：{outcome.zh}"),
        detail=Text(attempt.value_masked, attempt.value_masked),
        actor=attempt.made_by,
        tone=tone,
    )


def _denial_moment(asked_at: datetime, asked_by: str, verdict: str) -> Moment:
    failing = verdict_from(json.loads(verdict)).failing
    return Moment(
        at=asked_at,
        kind="denied",
        title=Text("Contact denied", "联系未获准"),
        detail=failing[0].reason if failing else NOTHING,
        actor=asked_by,
        tone="warn",
    )
