"""The calendar, languages and skills decide who gets what; only a lead keeps them, in public."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import DatabaseError, transaction

from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff, Team
from fairdue.work.actions import (
    Times,
    plan_leave,
    plan_shifts,
    reallocate,
    refill_queue,
    set_abilities,
    set_goal,
    take_next,
    withdraw_planned,
)
from fairdue.work.actions.needs import settle_needs
from fairdue.work.actions.refill import SCHEMA
from fairdue.work.models import QueueItem, Roster
from fairdue.work.queries import duty_minutes, goal_of, is_away, my_week, week_of
from fairdue.work.tests.records import AT, DAY, a_member, a_team, an_item

pytestmark = pytest.mark.django_db(transaction=True)
NINE_TO_FIVE = Times(time(9), time(17))
TOMORROW = DAY + timedelta(days=1)


def off(person: Staff, lead: Staff, first: date = DAY, days: int = 1) -> None:
    last = first + timedelta(days=days - 1)
    plan_leave(staff_id=person.pk, first_day=first, last_day=last, staff=lead, at=AT)


def refilled(items: list[QueueItem]) -> None:
    rows = pl.DataFrame(
        [{"case_id": item.case_id, "treatment": "call", "priority": 1} for item in items],
        schema=SCHEMA,
    )
    with transaction.atomic():
        refill_queue(rows, DAY, AT)


def a_staffed_team() -> tuple[Team, Staff, Staff]:
    team = a_team()
    return team, a_member(team, Role.LEAD), a_member(team)


def test_shifts_are_planned_for_working_days_and_shown_by_week() -> None:
    _team, lead, person = a_staffed_team()
    planned = plan_shifts(
        staff_id=person.pk,
        first_day=DAY,
        last_day=DAY + timedelta(days=6),
        times=NINE_TO_FIVE,
        staff=lead,
        at=AT,
    )
    assert planned == 5
    [shown] = week_of([person], DAY, AT)
    assert [day.minutes for day in shown.days] == [0, 480, 480, 480, 480, 0, 0]
    assert shown.on_duty and not is_away(person.pk, AT)
    assert is_away(person.pk, AT + timedelta(hours=8))
    assert my_week(person, AT).days[0].day == DAY


def test_the_calendar_is_a_leads_of_the_own_team_and_never_planned_twice() -> None:
    _team, lead, person = a_staffed_team()
    with pytest.raises(Refused, match="for team leads"):
        off(person, person)
    with pytest.raises(Refused, match="isn't in your team"):
        off(a_member(a_team()), lead)
    off(person, lead)
    with pytest.raises(Refused, match="planned already"):
        off(person, lead)
    with pytest.raises(Refused, match="ends later"):
        plan_shifts(
            staff_id=person.pk,
            first_day=DAY,
            last_day=DAY,
            times=Times(time(9), time(9)),
            staff=lead,
            at=AT,
        )
    [row] = Roster.objects.all()
    withdraw_planned(roster_id=row.pk, staff=lead, at=AT)
    assert not is_away(person.pk, AT + timedelta(seconds=1))
    with pytest.raises(Refused, match="isn't in your team's calendar"):
        withdraw_planned(roster_id=row.pk, staff=lead, at=AT)


def test_the_database_refuses_a_calendar_without_the_journal() -> None:
    _team, lead, person = a_staffed_team()
    off(person, lead)
    with pytest.raises(DatabaseError, match="without a journal entry"), transaction.atomic():
        Roster.objects.update(withdrawn_at=AT)


def test_nobody_who_is_off_is_given_cases() -> None:
    team, lead, person = a_staffed_team()
    item = an_item(team)
    off(person, lead)
    given: dict[str, Any] = {"item_ids": [item.pk], "reason": "language", "staff": lead}
    with pytest.raises(Refused, match="is off today"):
        reallocate(**given, to=person, at=AT)
    assert reallocate(**given, to=person, at=AT + timedelta(days=1)) == 1


def test_capacity_counts_who_is_there() -> None:
    team, lead, person = a_staffed_team()
    a_member(team)
    assert duty_minutes(TOMORROW, known_at=AT) == {}
    off(person, lead, TOMORROW)
    assert duty_minutes(TOMORROW, known_at=AT)[team.code] == 360
    assert duty_minutes(TOMORROW, known_at=AT - timedelta(seconds=1)) == {}


def test_cases_of_who_is_long_away_go_back_and_new_ones_to_a_team_that_is_there() -> None:
    team, lead, person = a_staffed_team()
    away_team, away_lead, away = a_staffed_team()
    short, long = a_member(team), an_item(away_team, assigned_to=away)
    kept = an_item(team, assigned_to=short)
    off(short, lead, TOMORROW, days=2)
    off(away, away_lead, TOMORROW, days=3)
    new = an_item(team)
    case = new.case
    QueueItem.objects.filter(pk=new.pk).delete()
    refilled([long, kept, QueueItem(case=case)])
    assert QueueItem.objects.get(pk=kept.pk).assigned_to == short
    assert QueueItem.objects.get(pk=long.pk).assigned_to is None
    assert QueueItem.objects.get(case=case).team == team
    assert person.team == team


def test_a_customer_is_given_to_somebody_who_speaks_their_language() -> None:
    team, lead, plain = a_staffed_team()
    speaker = a_member(team)
    item, other = an_item(team, priority=9), an_item(team, priority=1)
    item.case.customer.language = "en"
    item.case.customer.save(update_fields=["language"])
    set_abilities(staff_id=speaker.pk, codes=["speaks:en"], staff=lead, at=AT)
    assert QueueItem.objects.get(pk=item.pk).needs == ["speaks:en"]
    assert take_next(staff=plain, at=AT) == other
    assert take_next(staff=speaker, at=AT) == item


def test_where_the_only_one_who_speaks_it_is_off_anybody_gets_the_case() -> None:
    team, lead, plain = a_staffed_team()
    speaker = a_member(team)
    item = an_item(team)
    item.case.customer.language = "en"
    item.case.customer.save(update_fields=["language"])
    set_abilities(staff_id=speaker.pk, codes=["speaks:en"], staff=lead, at=AT)
    assert take_next(staff=plain, at=AT) is None
    off(speaker, lead)
    assert take_next(staff=plain, at=AT) == item


def test_unknown_abilities_are_refused_and_nothing_is_asked_without_any() -> None:
    _team, lead, person = a_staffed_team()
    with pytest.raises(Refused, match="speaks:klingon"):
        set_abilities(staff_id=person.pk, codes=["speaks:klingon"], staff=lead, at=AT)
    with transaction.atomic():
        assert settle_needs(AT) == 0


def test_a_team_aims_for_shares_from_a_day_on() -> None:
    team, lead, person = a_staffed_team()
    for percent, day in ((70, DAY), (80, TOMORROW)):
        set_goal(kept_percent=percent, complaint_free_percent=99, from_day=day, staff=lead, at=AT)
    found = goal_of(team.pk, DAY)
    assert found is not None and found.kept_percent == 70
    with pytest.raises(Refused, match="for team leads"):
        set_goal(kept_percent=1, complaint_free_percent=1, from_day=DAY, staff=person, at=AT)
    with pytest.raises(Refused, match="0 to 100"):
        set_goal(kept_percent=101, complaint_free_percent=1, from_day=DAY, staff=lead, at=AT)
