"""Two teams on the road: a round given out for today, and visits that wait; by the real actions.

The first team's office is where the strategy sends a visit that may be made; what else there is in
that province was agreed with the cardholders.
"""

from __future__ import annotations

from collections import Counter
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
from fairdue.visits.gazetteer import Division, division
from fairdue.visits.models import Origin, Place, Skill, Visit
from fairdue.visits.queries.candidates import candidates
from fairdue.work.models import QueueItem

SHANGHAI = Division("310000", "上海市", 31.2304, 121.4737)
OFFICE = "{city}营业部"
PROVINCE, CITY = 3, 6
"""Characters of a masked address that name its province, and its city."""

TEAMS = (
    ("road-1", ("ma", "sun"), (Skill.WOMAN, Skill.CARE, Skill.CANTONESE)),
    ("road-2", ("hu", "liang"), (Skill.WOMAN, Skill.ENGLISH)),
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

LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Told:
    """How many visits were put down, and how many rounds given out."""

    visits: int
    rounds: int


def put_down(lead: Staff, day: date, evening: datetime, now: datetime) -> Told:
    """Set the teams up, and what there is to do on `day` and the day after.

    `evening` is when the lead plans, the day before; nothing happens after `now`.
    """
    first = _by_strategy(lead, day, evening)
    city = _city(first) if first else SHANGHAI
    home = first.address.value_masked if first else SHANGHAI.name
    set_up(lead, (city, SHANGHAI), evening)
    made = int(first is not None)
    made += _agree(lead, home, day, evening, TODAY - made)
    rounds = 0
    if made:
        plan(day=day, staff=lead, at=evening)
        rounds = len(give_out_all(day=day, staff=lead, at=evening))
    made += _agree(lead, SHANGHAI.name, day, evening, WAITING)
    made += _agree(lead, home, day + timedelta(days=1), now, TOMORROW)
    return Told(made, rounds)


def set_up(lead: Staff, cities: tuple[Division, Division], at: datetime) -> None:
    """An office in each city, and a team at each."""
    bases = {}
    for city in dict.fromkeys(cities):
        name = OFFICE.format(city=city.name.removesuffix("市"))
        bases[city] = add_base(
            name=name, latitude=city.latitude, longitude=city.longitude, staff=lead, at=at
        )
    visitors = {each.username: each for each in Staff.objects.filter(role=Role.VISITOR)}
    for (code, pair, skills), city in zip(TEAMS, cities, strict=True):
        first, second = (visitors[name] for name in pair)
        terms = TeamTerms(
            first_id=first.pk,
            second_id=second.pk,
            starts=STARTS,
            ends=ENDS,
            sets_out_from_id=bases[city].pk,
            returns_to_id=bases[city].pk,
            skills=tuple(skills),
        )
        change_team(code, terms, staff=lead, at=at)


def _by_strategy(lead: Staff, day: date, at: datetime) -> Visit | None:
    """The visit that the strategy decided for and the rules allow, where there is most else to do;
    None where a small portfolio has none.
    """
    found, _total = candidates(day, at=at, offset=0, limit=LOOKED_AT)
    homes = ContactPoint.objects.filter(
        kind=ContactKind.ADDRESS,
        customer__in=Case.objects.filter(closed_on=None).values("customer"),
    ).values_list("value_masked", flat=True)
    there = Counter(each[:CITY] for each in homes)
    able = [each for each in found if each.may]
    for each in sorted(able, key=lambda each: -there[each.address_masked[:CITY]]):
        try:
            wanted = Wanted(each.case_id, day, origin=Origin.STRATEGY)
            return choose(wanted, staff=lead, at=at)
        except VisitRefused:
            continue
    return None


def _city(visit: Visit) -> Division:
    """The city of an address, or the municipality."""
    code = Place.objects.get(address=visit.address_id).division
    return division(f"{code[:4]}00") or division(f"{code[:2]}0000") or SHANGHAI


def _agree(lead: Staff, near: str, day: date, at: datetime, wanted: int) -> int:
    """Put visits down near a masked address as cardholders agreed to them; gives how many."""
    made = 0
    for case in _cases(near):
        if made == wanted:
            break
        begins, ends = (
            datetime.combine(day, clock, tzinfo=at.tzinfo) for clock in AGREED[made % len(AGREED)]
        )
        try:
            wish = Wanted(case.pk, day, origin=Origin.AGREED, window=(begins, ends))
            choose(wish, staff=lead, at=at)
        except VisitRefused:  # what the rules refuse stays undone, as it would be
            continue
        made += 1
    return made


def _cases(near: str) -> list[Case]:
    """Open cases of a province, its own city's first, those to be telephoned soonest last."""
    homes = ContactPoint.objects.filter(
        kind=ContactKind.ADDRESS, invalid_since=None, value_masked__startswith=near[:PROVINCE]
    )
    where = dict(homes.values_list("customer_id", "value_masked"))
    rows = Case.objects.filter(closed_on=None, customer__in=where)
    queued = dict(QueueItem.objects.filter(case__in=rows).values_list("case_id", "priority"))

    def order(case: Case) -> tuple[bool, int, int]:
        elsewhere = not where[case.customer_id].startswith(near[:CITY])
        return elsewhere, queued.get(case.pk, 0), case.pk

    return sorted(rows, key=order)
