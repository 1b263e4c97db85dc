"""The lead keeps the calendar, what people are able to, and what the team aims for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.calendars import day_bounds
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.work.actions.needs import settle_needs
from fairdue.work.models import Ability, Roster, RosterKind, TeamGoal
from fairdue.work.queries.queue import zone
from fairdue.work.rules.abilities import ABILITIES

DAYS_MAX = 62
SATURDAY = 5
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Times:
    """A shift's hours on the clock of the desk, and whether it is on weekends too."""

    begins: time
    ends: time
    weekends: bool = False


def plan_shifts(
    *, staff_id: int, first_day: date, last_day: date, times: Times, staff: Staff, at: datetime
) -> int:
    """Plan a shift on each day, Monday to Friday unless weekends too; gives how many.

    For leads, of their own team. Raises Refused when one is planned at that time already.
    """
    person = _of_own_team(staff_id, staff)
    if times.ends <= times.begins:
        raise Refused(Text("A shift ends later than it begins.", "班次的结束时间须晚于开始时间。"))
    spans = [
        (
            datetime.combine(day, times.begins, tzinfo=zone()),
            datetime.combine(day, times.ends, tzinfo=zone()),
        )
        for day in _days(first_day, last_day)
        if times.weekends or day.weekday() < SATURDAY
    ]
    if not spans:
        raise Refused(
            Text("There is no working day among these.", "所选日期中没有工作日。"),
        )
    return _plan(person, RosterKind.SHIFT, spans, staff, at)


def plan_leave(
    *, staff_id: int, first_day: date, last_day: date, staff: Staff, at: datetime
) -> int:
    """Plan leave of whole days, through the last; gives 1. Nobody is asked what it is for."""
    person = _of_own_team(staff_id, staff)
    days = _days(first_day, last_day)
    begins_at, ends_at = day_bounds(days[0], zone())[0], day_bounds(days[-1], zone())[1]
    return _plan(person, RosterKind.LEAVE, [(begins_at, ends_at)], staff, at)


def withdraw_planned(*, roster_id: int, staff: Staff, at: datetime) -> Roster:
    """Take a shift or leave out of the calendar."""
    require(staff, "keep_calendar")
    with transaction.atomic():
        row = (
            Roster.objects.select_for_update(of=("self",))
            .select_related("staff")
            .filter(pk=roster_id, withdrawn_at__isnull=True)
            .first()
        )
        if row is None or row.staff.team_id != staff.team_id:
            raise Refused(Text("This isn't in your team's calendar.", "您小组的日历中没有该项。"))
        row.withdrawn_at = at
        row.journal_entry = record(
            actor=staff.username,
            action="roster_withdrawn",
            at=at,
            subject=f"roster:{row.pk}",
            details={"staff": row.staff_id, "kind": row.kind},
        )
        row.save(update_fields=["withdrawn_at", "journal_entry"])
        settle_needs(at, row.staff.team_id)
    return row


def set_abilities(*, staff_id: int, codes: Collection[str], staff: Staff, at: datetime) -> Ability:
    """Put down the languages and skills of somebody of one's own team."""
    person = _of_own_team(staff_id, staff)
    unknown = sorted(set(codes) - ABILITIES.keys())
    if unknown:
        raise Refused(Text(f"Unknown: {', '.join(unknown)}", f"未知项：{'、'.join(unknown)}"))
    with transaction.atomic():
        row = Ability.objects.select_for_update().filter(staff=person).first()
        row = row or Ability(staff=person)
        row.codes, row.set_by, row.set_at = sorted(codes), staff.username, at
        row.journal_entry = record(
            actor=staff.username,
            action="abilities_set",
            at=at,
            subject=f"staff:{person.pk}",
            details={"codes": row.codes},
        )
        row.save()
        settle_needs(at, person.team_id)
    return row


def set_goal(
    *, kept_percent: int, complaint_free_percent: int, from_day: date, staff: Staff, at: datetime
) -> TeamGoal:
    """What one's own team aims for from a day on: shares of promises kept and of contacts without
    a complaint. There is no other kind of goal, least of all an amount.
    """
    require(staff, "set_team_goal")
    if staff.team is None:
        raise Refused(Text("You belong to no team.", "您未加入任何小组。"))
    for percent in (kept_percent, complaint_free_percent):
        if not 0 <= percent <= HUNDRED:
            raise Refused(Text("A share is 0 to 100 percent.", "比例须为 0 至 100。"))
    with transaction.atomic():
        entry = record(
            actor=staff.username,
            action="team_goal_set",
            at=at,
            subject=f"team:{staff.team.pk}",
            details={
                "from_day": from_day.isoformat(),
                "kept_percent": kept_percent,
                "complaint_free_percent": complaint_free_percent,
            },
        )
        return TeamGoal.objects.create(
            team=staff.team,
            from_day=from_day,
            kept_percent=kept_percent,
            complaint_free_percent=complaint_free_percent,
            set_by=staff.username,
            set_at=at,
            journal_entry=entry,
        )


def _of_own_team(staff_id: int, staff: Staff) -> Staff:
    require(staff, "keep_calendar")
    person = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if person is None or staff.team_id is None or person.team_id != staff.team_id:
        raise Refused(Text("This person isn't in your team.", "此人不在您的小组。"))
    return person


def _days(first_day: date, last_day: date) -> list[date]:
    number = (last_day - first_day).days + 1
    if number < 1:
        raise Refused(Text("The last day lies before the first.", "结束日期早于开始日期。"))
    if number > DAYS_MAX:
        raise Refused(Text(f"Plan at most {DAYS_MAX} days at once.", f"一次最多安排{DAYS_MAX}天。"))
    return [first_day + timedelta(days=count) for count in range(number)]


def _plan(
    person: Staff,
    kind: RosterKind,
    spans: list[tuple[datetime, datetime]],
    staff: Staff,
    at: datetime,
) -> int:
    with transaction.atomic():
        Staff.objects.select_for_update().get(pk=person.pk)  # two leads plan one after the other
        standing = Roster.objects.filter(staff=person, kind=kind, withdrawn_at__isnull=True)
        for begins_at, ends_at in spans:
            if standing.filter(begins_at__lt=ends_at, ends_at__gt=begins_at).exists():
                on = begins_at.date().isoformat()
                raise Refused(
                    Text(
                        f"On {on} something of this kind is planned already; take it out first.",
                        f"{on}已有同类安排，请先删除。",
                    )
                )
        entry = record(
            actor=staff.username,
            action="roster_planned",
            at=at,
            subject=f"staff:{person.pk}",
            details={
                "kind": kind.value,
                "first": spans[0][0].isoformat(),
                "last": spans[-1][1].isoformat(),
                "number": len(spans),
            },
        )
        Roster.objects.bulk_create(
            Roster(
                staff=person,
                kind=kind,
                begins_at=begins_at,
                ends_at=ends_at,
                made_by=staff.username,
                made_at=at,
                journal_entry=entry,
            )
            for begins_at, ends_at in spans
        )
        settle_needs(at, person.team_id)
    return len(spans)
