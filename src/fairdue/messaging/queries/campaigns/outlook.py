"""Tells how one person would be reached by a campaign now: by which channel, when, or why not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairdue.contact import queries as contact
from fairdue.contact.queries.facts import Known, Person
from fairdue.contact.rules.best_way import Way
from fairdue.contact.rules.verdict import POINT_KIND, judge, judge_now, missing_text
from fairdue.contact.rules.written import LIVE_TALK, Content
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.messaging.models.campaigns import Outcome
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Customer
from fairdue.portfolio.queries import ContactPointFacts

NO_POINT = Text("There is no number or address for this channel.", "没有适用于该渠道的号码或地址。")
NO_WORDS = Text(
    "There are no approved words for this channel and law.", "没有适用于该渠道和法律的已批准内容。"
)


@dataclass(frozen=True, slots=True)
class Order:
    """How a campaign reaches people."""

    channels: tuple[str, ...]
    """Those that may be used."""
    by_best_way: bool
    """Takes for each person the channel that reaches them best."""
    at_best_hours: bool
    ends_at: datetime
    content: Callable[[Customer, str], Content | None]
    """What is written to a customer by a channel, as the permit's rules ask of it; None where
    there are no words for them.
    """


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of asking about a person now, and what was looked up for it."""

    outcome: Outcome
    someone: Person
    known: Known
    channel: str = ""
    point: ContactPointFacts | None = None
    due_at: datetime | None = None
    why: tuple[Text, ...] = ()
    verdict: Verdict | None = None
    """Where it is denied."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One person at one moment."""

    customer: Customer
    at: datetime
    order: Order
    someone: Person
    known: Known
    points: Sequence[ContactPointFacts]

    def fitting(self, channel: str) -> list[ContactPointFacts]:
        """Points of a channel, those that were given up left out where another is left."""
        kind = POINT_KIND[channel]
        mine = [each for each in self.points if each.not_theirs_since_at is None]
        found = [each for each in mine if each.kind == kind]
        return [each for each in found if each.invalid_since is None] or found

    def verdict(
        self, channel: str, point: ContactPointFacts, *, at_length: bool = False
    ) -> Verdict:
        """As the permit would find; `at_length` looks for the next lawful moment too."""
        terms = contact.terms_at(self.at, self.someone.law).terms
        content = self.order.content(self.customer, channel) or LIVE_TALK
        asked = contact.facts(self.someone, self.known, point, self.at, content=content)
        return (judge if at_length else judge_now)(asked, channel, terms)

    def found(self, outcome: Outcome, **more: object) -> Outlook:
        return Outlook(outcome, self.someone, self.known, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What an outlook needs of one person."""

    someone: Person
    known: Known
    points: Sequence[ContactPointFacts]


def on_record(customers: Collection[Customer], at: datetime) -> dict[int, OnRecord]:
    """By customer; a few look-ups for all of them."""
    people = {each.pk: contact.person_in(each, at) for each in customers}
    points = portfolio.contact_points_by(people)
    found: dict[int, OnRecord] = {}
    for law in {someone.law for someone in people.values()}:
        theirs = [pk for pk, someone in people.items() if someone.law == law]
        known = contact.known_by(theirs, at, contact.terms_at(at, law))
        found |= {pk: OnRecord(people[pk], known[pk], points[pk]) for pk in theirs}
    return found


def outlook(
    customer: Customer,
    order: Order,
    at: datetime,
    *,
    has_waited: bool = False,
    found: OnRecord | None = None,
) -> Outlook:
    """What would come of asking now. Nobody is made to wait a second time for a better hour.

    Whoever is denied now and would be allowed at a later hour before the end waits for that one.
    `found` is what was looked up already.
    """
    found = found or on_record([customer], at)[customer.pk]
    asked = _Asked(customer, at, order, found.someone, found.known, found.points)
    channels = [channel for channel in order.channels if asked.fitting(channel)]
    if not channels:
        return asked.found(Outcome.UNREACHABLE, why=(NO_POINT,))
    channels = [channel for channel in channels if order.content(customer, channel)]
    if not channels:
        return asked.found(Outcome.WORDLESS, why=(NO_WORDS,))
    choosing = order.by_best_way or order.at_best_hours
    ways = _ways(asked, channels) if choosing else []
    if ways and order.at_best_hours and not has_waited and ways[0].begins > at:
        return _later(asked, ways[0])
    by_way = [way.channel for way in ways]
    for channel in sorted(channels, key=lambda each: _place(by_way, each)):
        for point in asked.fitting(channel):
            if asked.verdict(channel, point).allowed:
                why = next((way.why for way in ways if way.channel == channel), ())
                return asked.found(Outcome.NOW, channel=channel, point=point, due_at=at, why=why)
    if not has_waited:
        later = [way for way in ways or _ways(asked, channels) if way.begins > at]
        if later:
            return _later(asked, later[0])
    return _denied(asked, channels[0])


def _ways(asked: _Asked, channels: Collection[str]) -> list[Way]:
    """The best ways of these channels that begin before the end, the best first."""
    return [
        way
        for way in contact.best_ways_for(asked.customer, asked.at)
        if way.channel in channels and way.begins < asked.order.ends_at
    ]


def _place(by_way: Sequence[str], channel: str) -> int:
    return by_way.index(channel) if channel in by_way else len(by_way)


def _later(asked: _Asked, way: Way) -> Outlook:
    point = next(each for each in asked.points if each.id == way.contact_point_id)
    return asked.found(
        Outcome.LATER, channel=way.channel, point=point, due_at=way.begins, why=way.why
    )


def _denied(asked: _Asked, channel: str) -> Outlook:
    point = asked.fitting(channel)[0]
    verdict = asked.verdict(channel, point, at_length=True)
    reasons = tuple(clause.reason for clause in verdict.failing)
    reasons += tuple(missing_text(name) for name in verdict.missing)
    return asked.found(Outcome.DENIED, channel=channel, point=point, why=reasons, verdict=verdict)
