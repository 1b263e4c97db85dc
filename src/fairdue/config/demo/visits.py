"""Two teams on the road: a round given out for today, and visits that wait; by the real actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fairdue.delinquency.models import Case
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import ContactKind, ContactPoint
from fairdue.visits.actions import (
    TeamTerms,
    VisitRefused,
    Wanted,
    add_base,
    change_team,
    choose,
    give_out_all,
    plan,
)
from fairdue.visits.models import Origin, Skill
from fairdue.work.models import BY_TELEPHONE, QueueItem

OFFICES = {
    "上海营业部": (31.230400, 121.473700),
    "北京营业部": (39.904200, 116.407400),
}
SHANGHAI, BEIJING = "上海市", "北京市"
TEAMS = (
    ("road-1", ("ma", "sun"), "上海营业部", (Skill.WOMAN, Skill.CARE)),
    ("road-2", ("hu", "liang"), "北京营业部", (Skill.WOMAN, Skill.ENGLISH)),
)
STARTS, ENDS = time(8, 45), time(18)
AGREED_FROM, AGREED_UNTIL = time(14), time(16)
TODAY, WAITING, TOMORROW = 5, 2, 3
"""Visits of today's round, of today in no round, and put down for tomorrow."""

TRIED = 60
"""People who are asked about at most, for each of these."""


@dataclass(frozen=True, slots=True)
class Told:
    """How many visits were put down, and how many rounds given out."""

    visits: int
    rounds: int


def put_down(lead: Staff, day: date, evening: datetime, now: datetime) -> Told:
    """Set the teams up, and what there is to do on `day` and the day after.

    `evening` is when the lead plans, the day before; nothing happens after `now`.
    """
    set_up(lead, evening)
    seen: set[int] = set()
    made = _choose(lead, SHANGHAI, day, evening, TODAY, seen)
    rounds = 0
    if made:
        plan(day=day, staff=lead, at=evening)
        rounds = len(give_out_all(day=day, staff=lead, at=evening))
    made += _choose(lead, BEIJING, day, evening, WAITING, seen)
    made += _choose(lead, SHANGHAI, day + timedelta(days=1), now, TOMORROW, seen)
    return Told(made, rounds)


def set_up(lead: Staff, at: datetime) -> None:
    """Both offices and both teams."""
    bases = {
        name: add_base(name=name, latitude=latitude, longitude=longitude, staff=lead, at=at)
        for name, (latitude, longitude) in OFFICES.items()
    }
    visitors = {each.username: each for each in Staff.objects.filter(role=Role.VISITOR)}
    for code, pair, office, skills in TEAMS:
        first, second = (visitors[name] for name in pair)
        terms = TeamTerms(
            first_id=first.pk,
            second_id=second.pk,
            starts=STARTS,
            ends=ENDS,
            sets_out_from_id=bases[office].pk,
            returns_to_id=bases[office].pk,
            skills=tuple(skills),
        )
        change_team(code, terms, staff=lead, at=at)


def _choose(lead: Staff, city: str, day: date, at: datetime, wanted: int, seen: set[int]) -> int:
    """Put visits down in a city, on the ground that is on record or else by agreement."""
    made = 0
    for case in _cases(city, seen):
        if made == wanted:
            break
        seen.add(case.pk)
        made += _put_down(lead, case, day, at)
    return made


def _put_down(lead: Staff, case: Case, day: date, at: datetime) -> bool:
    """True once a visit is put down; what the rules refuse stays undone, as it would be."""
    zone = at.tzinfo
    window = tuple(
        datetime.combine(day, clock, tzinfo=zone) for clock in (AGREED_FROM, AGREED_UNTIL)
    )
    wishes = (
        Wanted(case.pk, day, origin=Origin.STRATEGY),
        Wanted(case.pk, day, origin=Origin.AGREED, window=(window[0], window[1])),
    )
    for wish in wishes:
        try:
            choose(wish, staff=lead, at=at)
        except VisitRefused:
            continue
        return True
    return False


def _cases(city: str, seen: set[int]) -> Iterator[Case]:
    """Those on the queue for a visit first, then such as nobody telephones; the latest first."""
    homes = ContactPoint.objects.filter(
        kind=ContactKind.ADDRESS, invalid_since=None, value_masked__startswith=city
    ).values("customer")
    rows = Case.objects.filter(closed_on=None, customer__in=homes).exclude(pk__in=seen)
    visits = QueueItem.objects.filter(treatment="visit").values("case")
    called = QueueItem.objects.filter(treatment__in=BY_TELEPHONE).values("case")
    yield from rows.filter(pk__in=visits).order_by("-days_past_due", "pk")[:TRIED]
    others = rows.exclude(pk__in=visits).exclude(pk__in=called)
    yield from others.order_by("-days_past_due", "pk")[:TRIED]
