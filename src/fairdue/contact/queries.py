"""May I, what happened today, which attempts and denials there were."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection

from fairdue.compliance import queries as compliance
from fairdue.contact.models import UNANSWERED, Channel, Outcome, Permit
from fairdue.contact.rules.document import verdict_from
from fairdue.contact.rules.frequency import Counts
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.terms import Night, Term, Terms
from fairdue.contact.rules.verdict import POINT_KIND, Facts, judge
from fairdue.contact.wording import OPEN, in_both
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import NOTHING, Moment, Tone
from fairdue.kernel.verdict import Verdict
from fairdue.people.models import Staff
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries import ContactPointFacts
from fairdue.rulebook.packs import NoValueError, Pack, RuleValue, pack

LAW = "law/cn"
POLICY = "policy/default"
BEIJING = ZoneInfo("Asia/Shanghai")
"""The zone whose days and hours the pack law/cn counts by."""

MISSED = sorted(UNANSWERED)

NO_BOUND = 9999
"""Stands for "no bound" where a pack's reading has none: more calls than a day has room for."""


@dataclass(frozen=True, slots=True)
class CountsToday:
    """How much of the day's limits is used. A limit is None where none has a value today."""

    effective: int
    effective_max: int | None
    unanswered: dict[int, int]
    """By contact point; phones only."""
    unanswered_max: int | None


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


def terms_at(at: datetime) -> Terms:
    """Every value that judging a contact needs, as in force on the Beijing day of `at`."""
    return _terms_on(local_day(at, BEIJING), pack(LAW).version, pack(POLICY).version)


@lru_cache(maxsize=8)
def _terms_on(day: date, _law_version: str, _policy_version: str) -> Terms:
    """Looked up once a day; the versions are of the packs that are read."""
    law, policy = pack(LAW), pack(POLICY)

    def value(source: Pack, rule: str, parameter: str) -> RuleValue | None:
        try:
            return source.value(rule, parameter, day)
        except NoValueError:
            return None

    def whole(rule: str, parameter: str) -> Term[int] | None:
        found = value(law, rule, parameter)
        if found is None:
            return None
        return Term(rule, NO_BOUND if found.value is None else int(found.value), found.citation)

    begins = value(law, "CN-HOURS-01", "night_begins")
    ends = value(law, "CN-HOURS-01", "night_ends")
    stops = value(policy, "LENDER-HOLD", "stops")
    used = value(policy, "LENDER-POINT", "invalid_is_used")
    return Terms(
        zone=BEIJING,
        night=Term("CN-HOURS-01", Night(begins.as_time(), ends.as_time()), begins.citation)
        if begins and ends
        else None,
        effective_calls_per_day_max=whole("CN-FREQ-01", "effective_calls_per_day_max"),
        unanswered_dials_per_day_max=whole("CN-FREQ-02", "unanswered_dials_per_day_max"),
        visitors_min=whole("CN-VISIT-01", "visitors_min"),
        hold_stops=Term("LENDER-HOLD", tuple(stops.value), stops.citation) if stops else None,
        invalid_is_used=Term("LENDER-POINT", bool(used.value), used.citation) if used else None,
    )


def may_i(
    *,
    customer_id: int,
    at: datetime,
    contact_point_id: int | None = None,
    points: Sequence[ContactPointFacts] | None = None,
    holds: Sequence[compliance.HoldFacts] | None = None,
) -> dict[Channel, Verdict]:
    """What may be done about a customer at `at`, by channel, with every clause and value.

    Each channel is judged for the contact point named, where it fits the channel; otherwise for
    the one that may be used, else the first. Clause values `today` and `max` are the counters.
    Nothing is written: the answer that binds is the permit's. Points and holds in force that
    were looked up already are taken as given.
    """
    if points is None:
        points = portfolio.contact_points(customer_id)
    if holds is None:
        holds = compliance.holds_in_force(customer_id, at)
    terms, standing = terms_at(at), _standing(holds)
    counts = _counts(customer_id, points, at)

    def answer(channel: Channel, point: ContactPointFacts | None) -> Verdict:
        facts = Facts(
            at=at,
            counts=counts[point.id if point else None],
            holds=standing,
            point=Point(point.id, point.invalid_since) if point else None,
        )
        return judge(facts, channel, terms)

    verdicts = {}
    for channel in Channel:
        fitting = [each for each in points if each.kind == POINT_KIND[channel]]
        named = [each for each in fitting if each.id == contact_point_id]
        tried: Sequence[ContactPointFacts | None] = named or fitting or [None]
        answers = [answer(channel, point) for point in tried]
        verdicts[channel] = next((each for each in answers if each.allowed), answers[0])
    return verdicts


def standing_holds(customer_id: int, at: datetime) -> tuple[Standing, ...]:
    """The holds in force at `at`, as the rules take them."""
    return _standing(compliance.holds_in_force(customer_id, at))


def _standing(holds: Sequence[compliance.HoldFacts]) -> tuple[Standing, ...]:
    return tuple(Standing(hold.id, hold.name, hold.starts_at, hold.ends_at) for hold in holds)


def _counts(
    customer_id: int, points: Sequence[ContactPointFacts], at: datetime
) -> dict[int | None, Counts]:
    """What counts against the day's limits by contact point; None stands for no point."""
    start, end = day_bounds(local_day(at, BEIJING), BEIJING)
    asked = [None, *(point.id for point in points)]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT point, counts.effective, counts.unanswered
            FROM unnest(%s::bigint[]) AS point,
                 contact_counts(%s, point, %s, %s, %s, %s) AS counts
            """,
            [asked, customer_id, at, start, end, MISSED],
        )
        return {point: Counts(*numbers) for point, *numbers in cursor.fetchall()}


def counts_today(customer_id: int, at: datetime) -> CountsToday:
    """How much of the day's limits is used, per person and per number."""
    terms = terms_at(at)
    calls, dials = terms.effective_calls_per_day_max, terms.unanswered_dials_per_day_max
    phones = [each for each in portfolio.contact_points(customer_id) if each.kind == "phone"]
    counts = _counts(customer_id, phones, at)
    return CountsToday(
        effective=counts[None].effective,
        effective_max=calls.value if calls else None,
        unanswered={phone.id: counts[phone.id].unanswered for phone in phones},
        unanswered_max=dials.value if dials else None,
    )


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
