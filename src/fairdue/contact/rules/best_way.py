"""How a person is likeliest to be reached: by which channel and in which hours, and why. Pure.

The law and the person come first: hours in which a contact would be denied are no choice at all,
and what somebody asked for goes before what would work better. Among the rest, the chance is what
their own answers say, drawn towards the usual where they are few: the channel's share of answers
towards the lender's assumption, and the share of one band of hours towards the channel's (the
posterior mean of a beta distribution, twice). Old tries count less, by half every so many days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from fairdue.compliance.rules.circumstances import Consent
from fairdue.kernel.text import Text

CHOSEN = frozenset({"channel", "time_or_place"})
"""Consents that say how somebody wants to be reached."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A contact of the past, and whether the person themselves answered it."""

    channel: str
    at: datetime
    answered: bool


@dataclass(frozen=True, slots=True)
class Reaching:
    """What the lender assumes of anyone, and how fast it learns from one person."""

    edges: tuple[time, ...]
    """Where the bands of hours begin; the last ends them. Ascending, two at least."""
    usual_per_mille: Mapping[str, int]
    """By channel, the share of contacts that people answer; a channel left out is not advised."""
    usual_weight: int
    """How many tries of their own weigh as much as the usual."""
    halves_days: int
    """After how many days a try counts half."""
    days_ahead: int
    """How many local days to look ahead, today included."""


@dataclass(frozen=True, slots=True)
class Point:
    """A number or address that can be used by a channel."""

    channel: str
    contact_point_id: int


@dataclass(frozen=True, slots=True)
class Way:
    """A channel, a number or address, and hours that lie ahead; with the reasons for it."""

    channel: str
    contact_point_id: int
    begins: datetime
    """When it may begin; not before the moment that was asked about."""
    ends: datetime
    chance_per_mille: int
    is_wish: bool
    """True when the person asked for this channel or these hours."""
    why: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Share:
    """Answers of tries, by weight, and as counted."""

    answered: float = 0.0
    tried: float = 0.0
    answered_count: int = 0
    count: int = 0

    def drawn_to(self, usual: float, weight: float) -> float:
        """The share, drawn to the usual by so many tries' worth."""
        return (usual * weight + self.answered) / (weight + self.tried)


def best_ways(
    at: datetime,
    zone: ZoneInfo,
    points: Sequence[Point],
    tried: Sequence[Tried],
    consents: Sequence[Consent],
    reaching: Reaching,
    allowed_until: Callable[[Point, datetime], datetime | None],
) -> tuple[Way, ...]:
    """The best hours of every channel that has any, the best channel first.

    `allowed_until` tells up to when a contact at a moment would be allowed, as things stand; None
    where it would be denied. What somebody wished for goes first, then the greater chance, then
    the sooner.
    """
    past = [each for each in tried if each.at < at]
    found: dict[str, Way] = {}
    for point in points:
        if point.channel not in reaching.usual_per_mille:
            continue
        for begins, ends in _bands(at, zone, reaching):
            until = allowed_until(point, begins)
            if until is not None:
                way = _way(point, begins, min(ends, until), zone, past, consents, reaching, at)
                best = found.get(point.channel)
                if best is None or _order(way) < _order(best):
                    found[point.channel] = way
    return tuple(sorted(found.values(), key=_order))


def _order(way: Way) -> tuple[bool, int, datetime]:
    return (not way.is_wish, -way.chance_per_mille, way.begins)


def _bands(at: datetime, zone: ZoneInfo, reaching: Reaching) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of hours ahead, what is left of the one that runs among them."""
    today = at.astimezone(zone).date()
    for ahead in range(reaching.days_ahead):
        day = today + timedelta(days=ahead)
        for first, last in pairwise(reaching.edges):
            begins = datetime.combine(day, first, tzinfo=zone)
            ends = datetime.combine(day, last, tzinfo=zone)
            if ends > at:
                yield max(begins, at.astimezone(zone)), ends


def _way(
    point: Point,
    begins: datetime,
    ends: datetime,
    zone: ZoneInfo,
    past: Sequence[Tried],
    consents: Sequence[Consent],
    reaching: Reaching,
    at: datetime,
) -> Way:
    usual = reaching.usual_per_mille[point.channel] / 1000
    by_channel = [each for each in past if each.channel == point.channel]
    alike = [each for each in by_channel if _alike(each.at.astimezone(zone), begins, reaching)]
    ever, then = _share(by_channel, at, reaching), _share(alike, at, reaching)
    chance = then.drawn_to(ever.drawn_to(usual, reaching.usual_weight), reaching.usual_weight)
    wishes = tuple(_wishes(point, begins, consents, zone))
    return Way(
        channel=point.channel,
        contact_point_id=point.contact_point_id,
        begins=begins,
        ends=ends,
        chance_per_mille=round(1000 * chance),
        is_wish=bool(wishes),
        why=(*wishes, *_learned(ever, then, begins, reaching)),
    )


def _alike(one: datetime, other: datetime, reaching: Reaching) -> bool:
    """The same band of hours, on the same kind of day: working days or the weekend."""
    same_hours = _band_of(one.time(), reaching) == _band_of(other.time(), reaching)
    return same_hours and _is_weekend(one.date()) == _is_weekend(other.date())


def _band_of(moment: time, reaching: Reaching) -> int:
    return sum(edge <= moment for edge in reaching.edges)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def _share(tried: Sequence[Tried], at: datetime, reaching: Reaching) -> _Share:
    weights = [0.5 ** ((at - each.at) / timedelta(days=reaching.halves_days)) for each in tried]
    answered = [each.answered for each in tried]
    return _Share(
        answered=sum(weight for weight, came in zip(weights, answered, strict=True) if came),
        tried=sum(weights),
        answered_count=sum(answered),
        count=len(tried),
    )


def _wishes(
    point: Point, begins: datetime, consents: Sequence[Consent], zone: ZoneInfo
) -> Iterator[Text]:
    """What they said they want: this channel, or hours that hold the beginning."""
    for consent in consents:
        if consent.kind not in CHOSEN or not consent.covers(
            begins, point.channel, point.contact_point_id, zone
        ):
            continue
        if consent.kind == "channel" and consent.channel == point.channel:
            yield Text("They agreed to be reached this way.", "客户同意以此方式联系。")
            return
        if consent.begins is not None and consent.ends is not None:
            span = f"{consent.begins:%H:%M}–{consent.ends:%H:%M}"
            yield Text(f"They said {span} suits them.", f"客户表示{span}方便联系。")
            return


def _learned(ever: _Share, then: _Share, begins: datetime, reaching: Reaching) -> tuple[Text, ...]:
    """What their own answers say, the closest first; or that there are none to go by."""
    if not ever.count:
        return (Text("Nothing was tried yet: the usual chance.", "尚无联系记录，按一般情况估计。"),)
    said = []
    if then.count:
        band = _band_of(begins.time(), reaching)
        span = f"{reaching.edges[band - 1]:%H:%M}–{reaching.edges[band]:%H:%M}"
        en = "at weekends" if _is_weekend(begins.date()) else "on working days"
        zh = "周末" if _is_weekend(begins.date()) else "工作日"
        said.append(
            Text(
                f"Answered {then.answered_count} of {then.count} {en}, {span}.",
                f"{zh}{span}联系{then.count}次，应答{then.answered_count}次。",
            )
        )
    said.append(
        Text(
            f"Answered {ever.answered_count} of {ever.count} this way.",
            f"此方式共联系{ever.count}次，应答{ever.answered_count}次。",
        )
    )
    return tuple(said)
