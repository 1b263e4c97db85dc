"""What is on record about a person, and what may be done about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from fairdue.compliance import queries as compliance
from fairdue.compliance.models import HoldKind
from fairdue.contact.models import Channel
from fairdue.contact.queries.terms import ZONE_OF_LAW, Dated, place_of, terms_at
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.limits import Touch
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.verdict import (
    CHANNELS,
    NONE_KNOWN,
    POINT_KIND,
    Circumstances,
    Facts,
    judge,
)
from fairdue.contact.rules.written import LIVE_TALK, REMINDER, Content
from fairdue.kernel.verdict import Verdict
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Customer
from fairdue.portfolio.queries import ContactPointFacts
from fairdue.portfolio.rules.law import law_for

TOUCHES = """
SELECT asked.id, channel, contact_point_id, at, outcome, expires_at
FROM unnest(%(customers)s::bigint[]) AS asked (id),
    contact_touches(asked.id, %(since)s, %(at)s)
ORDER BY at
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Under which law a customer is contacted, where they may be, and how fresh their figures."""

    customer_id: int
    law: str
    zones: tuple[ZoneInfo, ...]
    feed_as_of: date | None

    def day_zone(self) -> ZoneInfo:
        """The zone whose days are counted for this customer."""
        return ZONE_OF_LAW.get(self.law) or self.zones[0]


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record about a person's contacts and circumstances, and its version."""

    touches: tuple[Touch, ...] = ()
    circumstances: Circumstances = NONE_KNOWN
    version: int = 0
    """Of the circumstances: the number of the last journal entry about them, or 0."""


NOTHING_ON_RECORD = Known()
"""True of most people most of the time; the permit finds out when it isn't."""


def person(customer_id: int, at: datetime) -> Person:
    """Law, zones and feed of a customer. Raises Customer.DoesNotExist for nobody."""
    law, feed_as_of = portfolio.law_and_feed(customer_id, at.date())
    return Person(customer_id, place_of(law.jurisdiction, law.region), law.zones, feed_as_of)


def person_in(customer: Customer, at: datetime) -> Person:
    """The same of a customer whose row was read already."""
    on = at.date()
    law = law_for(
        customer.jurisdiction, customer.region, customer.time_zones, portfolio.law_defaults(on)
    )
    place = place_of(law.jurisdiction, law.region)
    return Person(customer.pk, place, law.zones, customer.last_seen_on)


def language_of(customer_id: int, at: datetime) -> str:
    """The language a customer is written to: their own, else the one of the law over them."""
    customer = portfolio.customer(customer_id)
    if customer is not None and customer.language:
        return customer.language
    law, _ = portfolio.law_and_feed(customer_id, at.date())
    return language_of_law(law.jurisdiction)


def language_of_law(jurisdiction: str) -> str:
    """The language of those under a law who named none."""
    return "zh-hans" if jurisdiction == "CN" else "en"


def known_of(customer_id: int, at: datetime, dated: Dated) -> Known:
    """Touches as far back as the terms look, and what stands at `at`; two look-ups."""
    return known_by([customer_id], at, dated)[customer_id]


def known_by(customer_ids: Collection[int], at: datetime, dated: Dated) -> dict[int, Known]:
    """`known_of` several customers under the same terms; two look-ups as well."""
    found = compliance.circumstances_by(customer_ids, at)
    touches = touches_since(customer_ids, at - timedelta(days=dated.days_back), at)
    return {
        customer_id: Known(
            touches=tuple(touches.get(customer_id, ())),
            circumstances=in_rules(theirs),
            version=theirs.version,
        )
        for customer_id, theirs in found.items()
    }


def on_record(customer: Customer, at: datetime) -> dict[str, Any]:
    """`someone` and `known` for several questions of `may_i` about one person at one moment."""
    someone = person_in(customer, at)
    return {
        "someone": someone,
        "known": known_of(customer.pk, at, terms_at(at, someone.law)),
    }


def touches_of(customer_id: int, at: datetime, dated: Dated) -> tuple[Touch, ...]:
    """Attempts, and granted permits not used yet, as far back as the terms look; oldest first."""
    since = at - timedelta(days=dated.days_back)
    return tuple(touches_since([customer_id], since, at).get(customer_id, ()))


def touches_since(
    customer_ids: Collection[int], since: datetime, at: datetime
) -> dict[int, list[Touch]]:
    """The same of several customers between two moments; who wasn't touched is left out."""
    found: dict[int, list[Touch]] = {}
    with connection.cursor() as cursor:
        cursor.execute(TOUCHES, {"customers": list(customer_ids), "since": since, "at": at})
        for customer_id, *row in cursor.fetchall():
            found.setdefault(customer_id, []).append(Touch(*row))
    return found


def in_rules(found: compliance.Circumstances | compliance.OnRecord) -> Circumstances:
    """The compliance room's records as the contact rules take them."""
    return Circumstances(
        holds=tuple(_standing(hold) for hold in found.holds),
        consents=found.consents,
        requests=found.requests,
        marks=found.marks,
    )


def _standing(hold: compliance.HoldFacts) -> Standing:
    over = [end for end in (hold.ends_at, hold.released_at) if end is not None]
    return Standing(
        hold.id, hold.name, hold.starts_at, min(over, default=None), let_through(hold.kind)
    )


def let_through(kind: str) -> tuple[str, ...]:
    """The purposes that a hold of a kind doesn't stop."""
    return (REMINDER,) if kind == HoldKind.PLAN else ()


def facts(
    someone: Person,
    known: Known,
    point: ContactPointFacts | None,
    at: datetime,
    *,
    content: Content = LIVE_TALK,
    visitors: int = 0,
) -> Facts:
    """The facts of one contact, as the rules take them."""
    return Facts(
        at=at,
        touches=known.touches,
        circumstances=known.circumstances,
        point=Point(point.id, point.invalid_since) if point else None,
        zones=someone.zones,
        feed_as_of=someone.feed_as_of,
        content=content,
        visitors=visitors,
    )


def may_i(
    *,
    customer_id: int,
    at: datetime,
    contact_point_id: int | None = None,
    points: Sequence[ContactPointFacts] | None = None,
    someone: Person | None = None,
    known: Known | None = None,
) -> dict[Channel, Verdict]:
    """What may be done about a customer at `at`, by channel, with every clause and value.

    Each channel is judged for the contact point named, where it fits the channel; otherwise for
    the one that may be used, else the first. Nothing is written: the answer that binds is the
    permit's. What was looked up already is taken as given.
    """
    if points is None:
        points = portfolio.contact_points(customer_id)
    someone = someone or person(customer_id, at)
    dated = terms_at(at, someone.law)
    known = known or known_of(customer_id, at, dated)

    def answer(channel: str, point: ContactPointFacts | None) -> Verdict:
        return judge(facts(someone, known, point, at), channel, dated.terms)

    verdicts = {}
    for channel in CHANNELS:
        fitting = [each for each in points if each.kind == POINT_KIND[channel]]
        named = [each for each in fitting if each.id == contact_point_id]
        tried: Sequence[ContactPointFacts | None] = named or fitting or [None]
        answers = [answer(channel, point) for point in tried]
        verdicts[Channel(channel)] = next((each for each in answers if each.allowed), answers[0])
    return verdicts
