"""The night's step that shares capacity out, and what the queue and the lake make of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from fairdue.engine.lake import lake
from fairdue.nightly.run import reports, run_night
from fairdue.nightly.tests.portfolios import a_person, an_account, write_day
from fairdue.people.models import Role, Staff, Team
from fairdue.strategy.actions import set_capacity
from fairdue.strategy.columns.allocation import ALLOCATED, DATASET, PLANNED
from fairdue.strategy.models import Allotment
from fairdue.strategy.queries import allotment_of, last_plan, what_if
from fairdue.training.tests.records import certified
from fairdue.work.actions import reallocate
from fairdue.work.models import QueueItem
from fairdue.work.queries import my_queue

DAY = date(2026, 3, 1)
TONIGHT = datetime(2026, 3, 2, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
HOME = {"address": "1 Invented Road"}
UNREACHABLE = {"z": {"phone_1": None}}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def team(tmp_path: Path, settings: Any) -> Team:
    settings.VAR = tmp_path
    found = Team.objects.create(code="one", name="One")
    certified(Staff.objects.create(username="caller", role=Role.COLLECTOR, team=found))
    return found


@pytest.fixture
def strategist() -> Staff:
    return Staff.objects.create(username="planner", role=Role.STRATEGIST)


def a_day(refs: str = "abc", day: date = DAY) -> None:
    """Customers who are late, each owing more than the one before; nobody can reach `z`."""
    write_day(
        day,
        [an_account(f"{ref}1", day, 40, past_due_minor=1000_00 * (place + 1))
         for place, ref in enumerate(refs)],
        persons=[a_person(ref, **UNREACHABLE.get(ref, HOME)) for ref in refs],
    )  # fmt: skip


def allocated(day: date = DAY) -> dict[str, dict[str, Any]]:
    found = pl.read_parquet(lake().file(DATASET, day, "allocated"))
    assert found.schema == pl.Schema(ALLOCATED)
    return {row["customer_ref"]: row for row in found.iter_rows(named=True)}


def queue() -> dict[str, QueueItem]:
    items = QueueItem.objects.select_related("case__customer")
    return {item.case.customer.customer_ref: item for item in items}


def minutes(
    amount: int | None, team: Team, staff: Staff, at: datetime = TONIGHT, **when: Any
) -> None:
    set_capacity(resource="minutes", team=team, amount=amount, staff=staff, at=at,
                 today=at.date(), **when)  # fmt: skip


def test_everyone_gets_what_was_decided_where_there_is_enough() -> None:
    a_day()
    run_night(at=TONIGHT)
    assert {row["treatment"] for row in allocated().values()} == {"call"}
    assert {row["reason"] for row in allocated().values()} == {None}
    manifest = lake().manifest(DATASET, DAY)
    assert (manifest["value_minor"], manifest["gap"]) == (manifest["bound_minor"], 0)
    assert reports()[0].figures["planned_call"] == 3
    by_worth = sorted(queue().values(), key=lambda item: -item.priority)
    assert [item.case.customer.customer_ref for item in by_worth] == ["c", "b", "a"]


def test_those_beyond_capacity_wait_on_the_queue_behind_the_others(
    team: Team, strategist: Staff
) -> None:
    a_day()
    minutes(16, team, strategist)
    run_night(at=TONIGHT)
    rows = allocated()
    assert {ref: row["treatment"] for ref, row in rows.items()} == {
        "a": "none", "b": "call", "c": "call",
    }  # fmt: skip
    assert rows["a"]["reason"] == "capacity"
    items = queue()
    assert items["a"].treatment == "call"
    assert items["a"].priority < PLANNED <= items["b"].priority < items["c"].priority
    figures = reports()[0].figures
    assert (figures["waiting_capacity"], figures["planned_call"]) == (1, 2)


@pytest.mark.parametrize(
    ("resource", "treatment"), [("letters", "letter"), ("messages", "message")]
)
def test_what_is_to_be_sent_reaches_the_queue_for_whom_a_lead_assigns(
    team: Team, strategist: Staff, resource: str, treatment: str
) -> None:
    a_day()
    minutes(16, team, strategist)
    set_capacity(resource=resource, team=None, amount=5, staff=strategist, at=TONIGHT,
                 today=TONIGHT.date())  # fmt: skip
    run_night(at=TONIGHT)
    items = queue()
    assert {ref: item.treatment for ref, item in items.items()} == {
        "a": treatment, "b": "call", "c": "call",
    }  # fmt: skip
    assert items["a"].priority >= PLANNED
    assert allocated()["a"]["reason"] == "capacity"
    caller = Staff.objects.get(username="caller")
    by_noon = TONIGHT + timedelta(hours=11)
    offered = {line.treatment for line in my_queue(caller, by_noon)}
    assert offered == {"call"}
    lead = certified(Staff.objects.create(username="lead", role=Role.LEAD, team=team))
    reallocate(item_ids=[items["a"].pk], to=caller, reason="sends them", staff=lead,
               at=by_noon)  # fmt: skip
    assert {line.treatment for line in my_queue(caller, by_noon)} == {"call", treatment}


def test_who_cannot_be_reached_takes_no_minutes_and_stays_on_the_queue(
    team: Team, strategist: Staff
) -> None:
    a_day("abz")
    minutes(16, team, strategist)
    run_night(at=TONIGHT)
    rows = allocated()
    assert [rows[ref]["treatment"] for ref in "abz"] == ["call", "call", "none"]
    assert rows["z"]["reason"] == "law"
    assert queue()["z"].priority < PLANNED


def test_an_amount_of_the_day_goes_before_the_weekday_and_that_before_every_day(
    team: Team, strategist: Staff
) -> None:
    a_day()
    following = DAY + timedelta(days=1)
    minutes(0, team, strategist)
    minutes(8, team, strategist, weekday=following.weekday())
    run_night(at=TONIGHT)
    assert reports()[0].figures["planned_call"] == 1
    minutes(16, team, strategist, on=following)
    run_night(at=TONIGHT, again=True)
    assert reports()[0].figures["planned_call"] == 2
    minutes(None, team, strategist, on=following)
    minutes(None, team, strategist, weekday=following.weekday())
    minutes(None, team, strategist)
    run_night(at=TONIGHT, again=True)
    assert reports()[0].figures["planned_call"] == 3


def test_a_past_day_run_again_goes_by_what_was_set_then_and_the_next_night_by_what_is_set_since(
    team: Team, strategist: Staff
) -> None:
    a_day()
    minutes(16, team, strategist, at=TONIGHT - timedelta(hours=4))
    run_night(at=TONIGHT)
    files = [lake().file(DATASET, DAY, name) for name in ("wanted", "allocated")]
    first = [*(path.read_bytes() for path in files), lake().manifest(DATASET, DAY)]
    following = DAY + timedelta(days=1)
    minutes(8, team, strategist, at=TONIGHT + timedelta(hours=9))
    minutes(8, team, strategist, at=TONIGHT + timedelta(hours=10), on=following)
    a_day(day=following)
    run_night(at=TONIGHT + timedelta(days=1))
    planned = [row["treatment"] for row in allocated(following).values()]
    assert planned.count("call") == 1
    run_night(DAY, at=TONIGHT + timedelta(days=1, hours=8), again=True)
    assert [*(path.read_bytes() for path in files), lake().manifest(DATASET, DAY)] == first


def test_a_case_can_tell_what_it_got_and_what_else_was_considered(
    team: Team, strategist: Staff
) -> None:
    a_day()
    minutes(16, team, strategist)
    run_night(at=TONIGHT)
    case = Allotment.objects.get(case__customer__customer_ref="a").case_id
    found = allotment_of(case)
    assert found is not None
    assert (found.decided, found.treatment, found.reason, found.waits) == (
        "call", "none", "capacity", True,
    )  # fmt: skip
    assert found.team == "One"
    considered = {each.treatment: each for each in found.considered}
    assert considered.keys() == {"message", "letter", "call"}
    assert considered["call"].worth_minor is not None and considered["call"].barred == ""
    assert allotment_of(0) is None


def test_tells_what_would_come_of_other_amounts_without_changing_anything(
    team: Team, strategist: Staff
) -> None:
    a_day()
    assert what_if({}) is None
    minutes(16, team, strategist)
    run_night(at=TONIGHT)
    told = what_if({("minutes", "one"): 24, ("nothing", ""): 5})
    assert told is not None
    assert (told.before.given, told.after.given) == ({"call": 2, "none": 1}, {"call": 3})
    assert told.changed == 1
    line = next(line for line in told.before.lines if line.resource == "minutes")
    gained = told.after.value_minor - told.before.value_minor
    assert gained == pytest.approx(8 * line.price_minor, rel=0.5)
    assert last_plan() == told.before
    same = what_if({})
    assert same is not None and same.changed == 0 and same.after == same.before


def test_a_case_that_a_team_has_stays_there_and_a_second_run_changes_nothing() -> None:
    for code in ("two", "three"):
        Staff.objects.create(username=code, role=Role.COLLECTOR,
                             team=Team.objects.create(code=code, name=code))  # fmt: skip
    a_day("abcdefghi")
    run_night(at=TONIGHT)
    first = {ref: item.team.code for ref, item in queue().items()}
    assert all(2 <= list(first.values()).count(code) <= 4 for code in ("one", "two", "three"))
    before = lake().file(DATASET, DAY, "wanted").read_bytes()
    run_night(at=TONIGHT, again=True)
    assert {ref: item.team.code for ref, item in queue().items()} == first
    assert lake().file(DATASET, DAY, "wanted").read_bytes() == before


def test_a_lead_who_moves_a_case_is_followed_and_so_is_a_person_who_has_it(team: Team) -> None:
    two = Team.objects.create(code="two", name="Two")
    member = certified(Staff.objects.create(username="second", role=Role.COLLECTOR, team=two))
    lead = certified(Staff.objects.create(username="lead", role=Role.LEAD, team=two))
    a_day("abcd")
    run_night(at=TONIGHT)
    ones = [item for item in queue().values() if item.team == team]
    moved: list[QueueItem] = ones[:1]
    reallocate(item_ids=[moved[0].pk], to=two, reason="knows them", staff=lead, at=TONIGHT)
    named = next(item for item in queue().values() if item.team == team)
    reallocate(item_ids=[named.pk], to=member, reason="asked for", staff=lead, at=TONIGHT)
    run_night(at=TONIGHT, again=True)
    teams = {item.pk: item.team for item in queue().values()}
    assert teams[moved[0].pk] == teams[named.pk] == two
