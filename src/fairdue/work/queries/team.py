"""Looks up who is on duty when, what people are able to, and what a team aims for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.text import Text
from fairdue.people.models import Role, Staff
from fairdue.rulebook.packs import pack
from fairdue.work.models import Ability, Roster, TeamGoal
from fairdue.work.queries.queue import zone
from fairdue.work.rules.abilities import ABILITIES
from fairdue.work.rules.roster import (
    LEAVE,
    WEEK,
    Span,
    minutes_on_duty,
    monday_of,
    on_duty,
    week_bounds,
)

A_DAY = timedelta(days=1)
WHOLE_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Planned:
    """A shift or leave of one day, as the calendar shows it."""

    id: int
    kind: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one person."""

    day: date
    planned: list[Planned]
    minutes: int
    """On duty; a whole day's where no calendar is kept."""

    @property
    def on_leave(self) -> bool:
        """Is there leave in it?"""
        return any(each.kind == LEAVE for each in self.planned)


@dataclass(frozen=True, slots=True)
class Person:
    """One member of a team: their week, and what they are able to."""

    staff: Staff
    days: list[Day]
    codes: list[str]
    abilities: list[Text]
    on_duty: bool
    """At the moment asked for."""


def spans_of(
    staff_ids: Collection[int], begins_at: datetime, ends_at: datetime, *, known_at: datetime
) -> dict[int, list[Span]]:
    """What was planned for people between two moments, as it was known at a third."""
    found: dict[int, list[Span]] = defaultdict(list)
    for row in _standing(begins_at, ends_at, known_at).filter(staff__in=staff_ids):
        found[row.staff_id].append(Span(row.kind, row.begins_at, row.ends_at))
    return found


def _standing(begins_at: datetime, ends_at: datetime, known_at: datetime) -> QuerySet[Roster]:
    return Roster.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_at),
        made_at__lte=known_at,
        begins_at__lt=ends_at,
        ends_at__gt=begins_at,
    ).order_by("begins_at", "pk")


def is_away(staff_id: int, at: datetime) -> bool:
    """Is this person off duty at this moment?"""
    bounds = week_bounds(local_day(at, zone()), zone())
    return not on_duty(spans_of([staff_id], *bounds, known_at=at)[staff_id], at, zone())


def off_on(staff_ids: Collection[int], day: date, *, known_at: datetime) -> set[int]:
    """Who of these people is off all day."""
    spans = spans_of(staff_ids, *week_bounds(day, zone()), known_at=known_at)
    return {
        staff_id
        for staff_id in staff_ids
        if minutes_on_duty(spans.get(staff_id, []), day, zone(), full=WHOLE_DAY) == 0
    }


def duty_minutes(day: date, *, known_at: datetime) -> dict[str, int]:
    """Minutes of collectors on duty on a day, by the team's code; empty where no calendar touches
    the day's week, so that policy's own shift counts for everybody.
    """
    full = int(pack("policy/default").value("LENDER-CAPACITY", "shift_minutes", day).value)
    bounds = week_bounds(day, zone())
    if not _standing(*bounds, known_at).exists():
        return {}
    collectors = dict(
        Staff.objects.filter(role=Role.COLLECTOR, is_active=True, team__isnull=False).values_list(
            "pk", "team__code"
        )
    )
    spans = spans_of(collectors, *bounds, known_at=known_at)
    minutes: dict[str, int] = defaultdict(int)
    for staff_id, code in collectors.items():
        minutes[str(code)] += minutes_on_duty(spans.get(staff_id, []), day, zone(), full=full)
    return dict(minutes)


def week_of(people: Iterable[Staff], day: date, at: datetime) -> list[Person]:
    """The week of a day, person by person, with what each is able to."""
    known = list(people)
    bounds = week_bounds(day, zone())
    planned: dict[int, list[Planned]] = defaultdict(list)
    for row in _standing(*bounds, at).filter(staff__in=known):
        planned[row.staff_id].append(Planned(row.pk, row.kind, row.begins_at, row.ends_at))
    now_bounds = week_bounds(local_day(at, zone()), zone())
    now_spans = spans_of([each.pk for each in known], *now_bounds, known_at=at)
    codes = dict(Ability.objects.filter(staff__in=known).values_list("staff_id", "codes"))
    return [
        Person(
            staff=each,
            days=_days(planned[each.pk], day),
            codes=codes.get(each.pk, []),
            abilities=[ABILITIES[code] for code in codes.get(each.pk, []) if code in ABILITIES],
            on_duty=on_duty(now_spans.get(each.pk, []), at, zone()),
        )
        for each in known
    ]


def my_week(staff: Staff, at: datetime) -> Person:
    """One's own coming seven days, from today."""
    today = local_day(at, zone())
    this, following = (week_of([staff], day, at)[0] for day in (today, today + WEEK))
    coming = [each for each in (*this.days, *following.days) if each.day >= today][:7]
    return Person(staff, coming, this.codes, this.abilities, this.on_duty)


def _days(planned: list[Planned], day: date) -> list[Day]:
    monday, found = monday_of(day), []
    spans = [Span(each.kind, each.begins_at, each.ends_at) for each in planned]
    for number in range(7):
        one = monday + number * A_DAY
        begins_at, ends_at = day_bounds(one, zone())
        own = [each for each in planned if each.begins_at < ends_at and each.ends_at > begins_at]
        found.append(Day(one, own, minutes_on_duty(spans, one, zone(), full=WHOLE_DAY)))
    return found


def goal_of(team_id: int, day: date) -> TeamGoal | None:
    """What a team aims for on a day."""
    goals = TeamGoal.objects.filter(team=team_id, from_day__lte=day)
    return goals.order_by("-from_day", "-pk").first()
