"""Invented customers with all that may be known of them, as rules and as columns take them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from fairdue.compliance.rules.circumstances import (
    Consent,
)
from fairdue.contact.columns import (
    PEOPLE,
    TOUCHES,
    point_number,
    points_code,
)
from fairdue.contact.queries.lawful import Question, answers
from fairdue.contact.queries.terms import PLACES, Dated, read_terms
from fairdue.contact.rules.lawful import prepared_for
from fairdue.contact.rules.limits import Touch
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.verdict import (
    NONE_KNOWN,
    POINT_KIND,
    Circumstances,
    Facts,
)

ZONES = {
    "CN": ["Asia/Shanghai", "Asia/Shanghai Asia/Urumqi"],
    "US": [
        "America/New_York",
        "America/Los_Angeles America/New_York",
        "America/Havana",
        "America/New_York Pacific/Guam",
    ],
    "UK": ["Europe/London", "Australia/Lord_Howe Europe/London"],
}
DAYS = (
    date(2026, 6, 10),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 3, 29),
    date(2026, 10, 25),
)
"""An ordinary day, and those on which the clocks change in the United States and in Britain."""

OUTCOMES = ["no_answer", "no_answer", "busy", "refuses", "promise", "machine", "third_party", ""]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Someone:
    """All that is known of one invented customer."""

    law: str
    time_zones: str
    feed_as_of: date | None
    invalid: dict[str, tuple[bool, ...]]
    """By kind of contact point, whether each is invalid."""
    touches: tuple[Touch, ...] = ()
    known: Circumstances = NONE_KNOWN

    @property
    def zones(self) -> tuple[ZoneInfo, ...]:
        return tuple(map(ZoneInfo, self.time_zones.split()))


def terms_of(on: date) -> dict[str, Dated]:
    return {law: read_terms(law, on) for law in PLACES}


def question(on: date, known_at: datetime) -> Question:
    dated = terms_of(on)
    return Question(
        on,
        known_at,
        {law: each.terms for law, each in dated.items()},
        max(each.days_back for each in dated.values()),
    )


def ask(asked: Question, everyone: list[Someone]) -> pl.DataFrame:
    """The columns' answer for all of them at once."""
    people, touches, records = frames_of(everyone)
    return answers(asked, people, touches, records)


def frames_of(
    everyone: list[Someone],
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Circumstances]]:
    """PEOPLE, TOUCHES, and what else is on record."""
    refs = [f"C{number:03d}" for number in range(len(everyone))]
    people = [
        (ref, each.law, each.time_zones, each.feed_as_of, *map(points_code, each.invalid.values()))
        for ref, each in zip(refs, everyone, strict=True)
    ]
    touches = [
        (ref, touch.channel, touch.contact_point_id, touch.at, touch.outcome, touch.expires_at)
        for ref, each in zip(refs, everyone, strict=True)
        for touch in each.touches
    ]
    return (
        pl.DataFrame(people, schema=PEOPLE, orient="row"),
        pl.DataFrame(touches, schema=TOUCHES, orient="row"),
        {ref: each.known for ref, each in zip(refs, everyone, strict=True)},
    )


def each_contact(asked: Question, one: Someone, channel: str, begins: datetime) -> Iterator[Facts]:
    """The facts of a contact by each fitting point of the customer's."""
    content, visitors = prepared_for(channel, asked.terms[one.law])
    kind = POINT_KIND[channel]
    points = [
        Point(point_number(kind, place), asked.on if invalid else None)
        for place, invalid in enumerate(one.invalid[kind])
    ]
    made = tuple(touch for touch in one.touches if touch.at <= begins)
    for point in points or [None]:
        yield Facts(begins, made, one.known, point, one.zones, one.feed_as_of, content, visitors)


ORDINARY = DAYS[0]
MIDNIGHT = datetime.combine(ORDINARY, time(), tzinfo=ZoneInfo("America/New_York"))
AMERICAN = Someone(
    "US", "America/New_York", ORDINARY,
    {"phone": (False,), "email": (False,), "address": (False,)},
)  # fmt: skip
CHINESE = replace(AMERICAN, law="CN", time_zones="Asia/Shanghai")


def consent_to(kind: str, channel: str, granted_at: datetime) -> Consent:
    return Consent(1, kind, channel, None, None, None, granted_at, None, None, "this_collector")
