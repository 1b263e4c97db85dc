"""Two teams on the road: a round given out for today, and visits that wait; by the real actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

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
from fairdue.work.models import QueueItem

OFFICES = {
    "广州营业部": (23.129100, 113.264400),
    "上海营业部": (31.230400, 121.473700),
}
SOUTH = ("广东省广州市", "广东省佛山市", "广东省东莞市")
EAST = ("上海市",)
"""As masked addresses begin."""

TEAMS = (
    ("road-1", ("ma", "sun"), "广州营业部", (Skill.WOMAN, Skill.CARE, Skill.CANTONESE)),
    ("road-2", ("hu", "liang"), "上海营业部", (Skill.WOMAN, Skill.ENGLISH)),
)
STARTS, ENDS = time(8, 45), time(18)
AGREED = (
    (time(9, 30), time(12)),
    (time(10), time(13)),
    (time(13), time(15, 30)),
    (time(14), time(17)),
    (time(15), time(17, 30)),
)
"""Windows that cardholders agreed to, one after another."""

TODAY, WAITING, TOMORROW = 5, 2, 3
"""Visits of today's round, of today in no round, and put down for tomorrow."""
VISIT = "visit"


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
    made = _choose(lead, SOUTH, day, evening, TODAY, seen)
    rounds = 0
    if made:
        plan(day=day, staff=lead, at=evening)
        rounds = len(give_out_all(day=day, staff=lead, at=evening))
    made += _choose(lead, EAST, day, evening, WAITING, seen)
    made += _choose(lead, SOUTH, day + timedelta(days=1), now, TOMORROW, seen)
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


def _choose(
    lead: Staff, where: tuple[str, ...], day: date, at: datetime, wanted: int, seen: set[int]
) -> int:
    """Put visits down in a place, on the ground that is on record or else by agreement."""
    made = 0
    for case in _cases(where, seen):
        if made == wanted:
            break
        seen.add(case.pk)
        made += _put_down(lead, case, day, at, AGREED[made % len(AGREED)])
    return made


def _put_down(lead: Staff, case: Case, day: date, at: datetime, agreed: tuple[time, time]) -> bool:
    """True once a visit is put down; what the rules refuse stays undone, as it would be."""
    begins, ends = (datetime.combine(day, clock, tzinfo=at.tzinfo) for clock in agreed)
    wishes = (
        Wanted(case.pk, day, origin=Origin.STRATEGY),
        Wanted(case.pk, day, origin=Origin.AGREED, window=(begins, ends)),
    )
    for wish in wishes:
        try:
            choose(wish, staff=lead, at=at)
        except VisitRefused:
            continue
        return True
    return False


def _cases(where: tuple[str, ...], seen: set[int]) -> Iterator[Case]:
    """Those on the queue for a visit first, then the rest, those to be telephoned soonest last."""
    begins = reduce(or_, (Q(value_masked__startswith=each) for each in where))
    homes = ContactPoint.objects.filter(begins, kind=ContactKind.ADDRESS, invalid_since=None)
    rows = Case.objects.filter(closed_on=None, customer__in=homes.values("customer"))
    queued = {
        item.case_id: (item.treatment != VISIT, item.priority)
        for item in QueueItem.objects.filter(case__in=rows)
    }
    found = rows.exclude(pk__in=seen)
    yield from sorted(found, key=lambda case: (*queued.get(case.pk, (True, 0)), case.pk))
