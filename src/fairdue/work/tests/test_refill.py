"""The night makes the queue hold exactly its rows, and leaves people's work alone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import polars as pl
import pytest
from django.db import transaction

from fairdue.delinquency.models import Case
from fairdue.people.models import Team
from fairdue.work.actions import (
    NoTeamError,
    finish,
    refill_queue,
    save_note,
    schedule_callback,
    take_case,
)
from fairdue.work.models import Ending, QueueItem, QueueState
from fairdue.work.queries import item_of, last_lost, taken
from fairdue.work.tests.records import AT, DAY, a_case, a_member, a_team, an_item

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = DAY + timedelta(days=1)
NEXT_MORNING = AT + timedelta(days=1)
Row = tuple[int, str, int, datetime | None]


def refill(
    rows: list[Row], as_of: object = TOMORROW, at: datetime = NEXT_MORNING
) -> dict[str, int]:
    frame = pl.DataFrame(
        rows,
        schema={
            "case_id": pl.Int64,
            "treatment": pl.String,
            "priority": pl.Int32,
            "available_at": pl.Datetime("us", "UTC"),
        },
        orient="row",
    )
    with transaction.atomic():
        return refill_queue(frame, as_of=as_of, at=at)  # type: ignore[arg-type]


def test_adds_updates_and_removes() -> None:
    team = a_team()
    a_member(team)
    kept, gone, new = an_item(team), an_item(team), a_case()
    later = NEXT_MORNING + timedelta(hours=3)
    counts = refill([(kept.case_id, "visit", 77, None), (new.pk, "call", 5, later)])
    assert counts == {"removed": 1, "updated": 1, "added": 1}
    assert not QueueItem.objects.filter(pk=gone.pk).exists()
    kept.refresh_from_db()
    assert (kept.treatment, kept.priority, kept.available_at) == ("visit", 77, NEXT_MORNING)
    assert kept.as_of == TOMORROW
    added = QueueItem.objects.get(case=new)
    assert (added.state, added.available_at, added.team) == (QueueState.WAITING, later, team)


def test_what_is_in_hand_is_left_alone() -> None:
    team = a_team()
    me = a_member(team)
    held = an_item(team, priority=1)
    take_case(case_id=held.case_id, staff=me, at=NEXT_MORNING - timedelta(hours=1))
    assert refill([]) == {"removed": 0, "updated": 0, "added": 0}
    assert refill([(held.case_id, "call", 99, None)]) == {"removed": 0, "updated": 0, "added": 0}
    held.refresh_from_db()
    assert (held.state, held.priority) == (QueueState.TAKEN, 1)


def test_a_case_the_night_closed_leaves_the_hand_and_the_queue() -> None:
    team = a_team()
    me = a_member(team)
    held = an_item(team)
    take_case(case_id=held.case_id, staff=me, at=NEXT_MORNING - timedelta(hours=1))
    note = save_note(
        customer_id=held.case.customer_id, case_id=held.case_id, text="x", staff=me, at=AT
    )
    Case.objects.filter(pk=held.case_id).update(closed_on=TOMORROW)
    assert refill([])["removed"] == 1
    assert taken(me) is None
    assert item_of(held.case_id) is None
    note.refresh_from_db()
    assert note.closed_at == NEXT_MORNING
    lost = last_lost(me, NEXT_MORNING)
    assert lost is not None
    assert (lost.case_id, lost.ending) == (held.case_id, Ending.CLOSED)


def test_a_case_left_in_hand_overnight_goes_back_to_the_queue() -> None:
    team = a_team()
    me = a_member(team)
    held, gone = an_item(team), an_item(team)
    take_case(case_id=held.case_id, staff=me, at=AT)
    take_case(case_id=gone.case_id, staff=a_member(team), at=AT)
    counts = refill([(held.case_id, "call", 99, None)])
    assert counts == {"removed": 1, "updated": 1, "added": 0}
    held.refresh_from_db()
    assert (held.state, held.priority, held.taken_by) == (QueueState.WAITING, 99, None)
    assert item_of(gone.case_id) is None
    lost = last_lost(me, NEXT_MORNING)
    assert lost is not None
    assert lost.ending == Ending.RELEASED
    assert last_lost(me, NEXT_MORNING + timedelta(days=4)) is None


def test_what_was_done_comes_back_the_next_night_but_not_the_same() -> None:
    team = a_team()
    me = a_member(team)
    done = an_item(team)
    take_case(case_id=done.case_id, staff=me, at=AT)
    finish(item_id=done.pk, staff=me, at=AT)
    rows: list[Row] = [(done.case_id, "call", 10, None)]
    assert refill(rows, as_of=DAY, at=AT)["updated"] == 0
    done.refresh_from_db()
    assert done.state == QueueState.DONE
    assert refill(rows)["updated"] == 1
    done.refresh_from_db()
    assert (done.state, done.done_at) == (QueueState.WAITING, None)


def test_a_follow_up_that_a_person_fixed_is_kept() -> None:
    team = a_team()
    me = a_member(team)
    item = an_item(team)
    take_case(case_id=item.case_id, staff=me, at=AT)
    due_at = AT + timedelta(days=3)
    schedule_callback(case_id=item.case_id, due_at=due_at, staff=me, at=AT)
    finish(item_id=item.pk, staff=me, at=AT)
    refill([(item.case_id, "call", 10, None)])
    item.refresh_from_db()
    assert item.available_at == due_at


def test_new_cases_go_to_staffed_teams_evenly_and_the_same_again() -> None:
    teams = [a_team() for _ in range(3)]
    for team in teams:
        a_member(team)
    nobody = a_team()
    rows: list[Row] = [(a_case().pk, "call", 1, None) for _ in range(30)]

    def shares() -> dict[int, int]:
        refill(rows)
        return dict(QueueItem.objects.values_list("case_id", "team_id"))

    first = shares()
    assert Counter(first.values()) == {team.pk: 10 for team in teams}
    assert nobody.pk not in first.values()
    assert shares() == first
    refill([])
    assert shares() == first


def test_running_again_changes_nothing() -> None:
    a_member(a_team())
    rows: list[Row] = [(a_case().pk, "call", number, None) for number in range(5)]
    refill(rows)
    before = list(QueueItem.objects.order_by("pk").values())
    refill(rows)
    assert list(QueueItem.objects.order_by("pk").values()) == before


def test_without_a_team_or_a_transaction_it_refuses() -> None:
    assert not Team.objects.exists()
    with pytest.raises(NoTeamError):
        refill([])
    a_team()
    with pytest.raises(RuntimeError, match="inside transaction"):
        refill_queue(pl.DataFrame(), as_of=DAY, at=AT)
