"""Which channel and hours suit a person best, from the law, their wishes and their answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from fairdue.contact.models import RIGHT_PARTY, Channel
from fairdue.contact.queries.facts import Known, Person, facts, on_record
from fairdue.contact.queries.terms import POLICY, terms_at
from fairdue.contact.rules.best_way import Point, Reaching, Tried, Way, best_ways
from fairdue.contact.rules.verdict import ELECTRONIC, POINT_KIND, judge_now
from fairdue.contact.rules.written import LIVE_TALK, Content
from fairdue.identity.queries.links import links_issued
from fairdue.kernel.calendars import local_day
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Customer
from fairdue.rulebook.packs import pack

RULE = "LENDER-REACHING"

CALLS = """
SELECT made_at, outcome = ANY (%(reached)s) FROM contact_attempt
WHERE customer_id = %(customer)s AND channel = 'call' AND outcome NOT IN ('', 'not_placed')
  AND made_at >= %(since)s AND made_at < %(at)s
"""

NO_END = datetime.max.replace(tzinfo=UTC)
WRITTEN = Content(template="any", states_balance=False, offers_opt_out=True)
"""A message as ours are; whether one may go at an hour doesn't hang on its words."""


def best_ways_for(customer: Customer, at: datetime) -> tuple[Way, ...]:
    """The best hours ahead by channel, the best channel first; nothing where nothing is allowed.

    Advice only: whoever goes by it asks for a permit as always.
    """
    known: dict[str, Any] = on_record(customer, at)
    someone: Person = known["someone"]
    recorded: Known = known["known"]
    terms = terms_at(at, someone.law).terms
    zone = someone.day_zone()
    reaching, looks_back = _policy(local_day(at, zone), pack(POLICY).version)
    on_file = {each.id: each for each in portfolio.contact_points(customer.pk)}
    points = [
        Point(channel, point.id)
        for channel in reaching.usual_per_mille
        for point in on_file.values()
        if point.kind == POINT_KIND[channel]
    ]

    def allowed_until(point: Point, moment: datetime) -> datetime | None:
        content = WRITTEN if point.channel in ELECTRONIC else LIVE_TALK
        asked = facts(someone, recorded, on_file[point.contact_point_id], moment, content=content)
        verdict = judge_now(asked, point.channel, terms)
        return (verdict.allowed_until or NO_END) if verdict.allowed else None

    return best_ways(
        at,
        zone,
        points,
        _tried(customer.pk, at - looks_back, at, {each.id: each.kind for each in on_file.values()}),
        recorded.circumstances.consents,
        reaching,
        allowed_until,
    )


def _tried(customer_id: int, since: datetime, at: datetime, kinds: dict[int, str]) -> list[Tried]:
    """Calls that ended, and messages with a link to sign in by."""
    reached = sorted(str(outcome) for outcome in RIGHT_PARTY)
    with connection.cursor() as cursor:
        cursor.execute(
            CALLS, {"customer": customer_id, "since": since, "at": at, "reached": reached}
        )
        calls = [Tried(Channel.CALL, *row) for row in cursor.fetchall()]
    channels = {POINT_KIND[channel]: channel for channel in (Channel.SMS, Channel.EMAIL)}
    return calls + [
        Tried(channels[kinds[point_id]], issued_at, used)
        for point_id, issued_at, used in links_issued(customer_id, since, at)
        if kinds.get(point_id) in channels
    ]


@lru_cache(maxsize=8)
def _policy(on: date, _version: str) -> tuple[Reaching, timedelta]:
    """Read once a day; the version is of the pack that is read."""
    value = {name: found.value for name, found in pack(POLICY).values_on(RULE, on).items()}
    reaching = Reaching(
        edges=tuple(time.fromisoformat(edge) for edge in value["hour_bands"]),
        usual_per_mille=value["usual_per_mille"],
        usual_weight=int(value["usual_weight"]),
        halves_days=int(value["halves_days"]),
        days_ahead=int(value["days_ahead"]),
    )
    return reaching, timedelta(days=int(value["looks_back_days"]))
