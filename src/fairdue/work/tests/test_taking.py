"""Cases are taken in order, by one person at a time, and let go again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.work.actions import (
    AlreadyTaken,
    finish,
    put_back,
    reallocate,
    release_stale,
    resume,
    save_note,
    schedule_callback,
    take_case,
    take_next,
    withdraw_callback,
)
from fairdue.work.actions.letting_go import SWEPT
from fairdue.work.models import Ending, QueueItem, QueueState, Stint
from fairdue.work.queries import callbacks_of, item_of, last_lost, load_today, my_queue, taken
from fairdue.work.tests.records import AT, DAY, a_case, a_member, a_team, an_item

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def test_own_callbacks_then_what_was_assigned_then_the_team_by_priority() -> None:
    team = a_team()
    me, colleague = a_member(team), a_member(team)
    low, high = an_item(team, priority=1), an_item(team, priority=9)
    assigned = an_item(team, priority=0, assigned_to=me)
    promised = an_item(team, priority=0, available_at=AT + HOUR)
    schedule_callback(case_id=promised.case_id, due_at=AT, staff=me, at=AT - HOUR)
    an_item(team, priority=99, assigned_to=colleague)
    an_item(team, priority=99, available_at=AT + HOUR)
    an_item(a_team(), priority=99)
    expected = [promised, assigned, high, low]
    assert [(line.item_id, line.why) for line in my_queue(me, AT)] == [
        (item.pk, why)
        for item, why in zip(expected, ["callback", "assigned", "team", "team"], strict=True)
    ]
    given = []
    while item := take_next(staff=me, at=AT):
        given.append(item.pk)
        finish(item_id=item.pk, staff=me, at=AT)
    assert given == [item.pk for item in expected]


def test_what_is_not_done_by_telephone_goes_only_to_whom_it_is_assigned() -> None:
    team = a_team()
    caller, visitor = a_member(team), a_member(team)
    for treatment in ("legal", "letter", "message"):
        an_item(team, priority=90, treatment=treatment)
    visit = an_item(team, priority=80, treatment="visit", assigned_to=visitor)
    reminder = an_item(team, priority=1, treatment="remind")

    assert take_next(staff=caller, at=AT) == reminder
    assert take_next(staff=a_member(team), at=AT) is None
    assert take_next(staff=visitor, at=AT) == visit


@pytest.mark.parametrize("treatment", ["letter", "message"])
def test_a_lead_gives_what_is_to_be_sent_to_a_person_who_then_gets_it(treatment: str) -> None:
    team = a_team()
    sender, item = a_member(team), an_item(team, treatment=treatment)
    assert my_queue(sender, AT) == []
    lead = a_member(team, Role.LEAD)
    reallocate(item_ids=[item.pk], to=sender, reason="sends them", staff=lead, at=AT)
    assert take_next(staff=sender, at=AT) == item


def test_someone_with_a_case_in_hand_gets_that_one_again() -> None:
    team = a_team()
    me = a_member(team)
    an_item(team)
    an_item(team)
    first = take_next(staff=me, at=AT)
    assert first is not None
    assert take_next(staff=me, at=AT + HOUR) == first
    assert first.taken_at == AT


def test_nothing_waits_for_a_person_without_a_team_or_for_other_roles() -> None:
    team = a_team()
    an_item(team)
    assert take_next(staff=a_member(None), at=AT) is None
    with pytest.raises(Refused, match="collectors, team leads"):
        take_next(staff=a_member(team, Role.COMPLIANCE), at=AT)


def test_many_at_once_never_get_the_same_case() -> None:
    team = a_team()
    people = [a_member(team) for _ in range(24)]
    for number in range(60):
        an_item(team, priority=number % 3)
    given: list[int] = []
    start = threading.Barrier(len(people))

    def work(member: Staff) -> list[int]:
        mine = []
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            while item := take_next(staff=member, at=AT):
                mine.append(item.pk)
                finish(item_id=item.pk, staff=member, at=AT)
            return mine
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        for share in pool.map(work, people):
            given += share
    assert sorted(given) == sorted(QueueItem.objects.values_list("pk", flat=True))


def test_two_clicks_of_one_person_give_one_case() -> None:
    team = a_team()
    me = a_member(team)
    for _ in range(20):
        an_item(team)
    start = threading.Barrier(8)

    def click(_: int) -> int | None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            item = take_next(staff=me, at=AT)
            return item.pk if item else None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        given = set(pool.map(click, range(8)))
    assert len(given) == 1
    assert QueueItem.objects.filter(state=QueueState.TAKEN).count() == 1


def test_taking_a_particular_case_puts_back_the_one_in_hand() -> None:
    team = a_team()
    me = a_member(team)
    first, second = an_item(team), an_item(team)
    take_case(case_id=first.case_id, staff=me, at=AT)
    take_case(case_id=second.case_id, staff=me, at=AT + HOUR)
    first.refresh_from_db()
    assert first.state == QueueState.WAITING
    assert (in_hand := taken(me)) is not None
    assert in_hand.pk == second.pk
    assert take_case(case_id=second.case_id, staff=me, at=AT + HOUR).pk == second.pk


def test_taking_a_case_a_colleague_has_names_them_and_keeps_ones_own() -> None:
    team = a_team()
    me, colleague = a_member(team), a_member(team)
    mine, theirs = an_item(team), an_item(team)
    take_case(case_id=mine.case_id, staff=me, at=AT)
    take_case(case_id=theirs.case_id, staff=colleague, at=AT)
    with pytest.raises(AlreadyTaken, match=colleague.display_name):
        take_case(case_id=theirs.case_id, staff=me, at=AT)
    assert (in_hand := taken(me)) is not None
    assert in_hand.pk == mine.pk


def test_a_case_that_is_not_in_the_queue_gets_a_place_when_taken() -> None:
    me = a_member(a_team())
    case = a_case()
    assert item_of(case.pk) is None
    item = take_case(case_id=case.pk, staff=me, at=AT)
    assert (item.state, item.team_id) == (QueueState.TAKEN, me.team_id)


def test_a_closed_case_is_not_taken() -> None:
    case = a_case()
    case.closed_on = DAY
    case.save()
    with pytest.raises(Refused, match="not open any more"):
        take_case(case_id=case.pk, staff=a_member(a_team()), at=AT)


def test_finishing_closes_notes_and_counts_for_the_day() -> None:
    team = a_team()
    me = a_member(team)
    item = an_item(team)
    take_next(staff=me, at=AT)
    note = save_note(
        customer_id=item.case.customer_id, case_id=item.case_id, text="x", staff=me, at=AT
    )
    finish(item_id=item.pk, staff=me, at=AT + HOUR)
    item.refresh_from_db()
    note.refresh_from_db()
    assert (item.state, item.done_at, note.closed_at) == (QueueState.DONE, AT + HOUR, AT + HOUR)
    assert load_today(me, AT + HOUR).finished == 1
    assert load_today(me, AT + timedelta(days=1)).finished == 0
    assert load_today(me, AT).full_day == 100
    [stint] = Stint.objects.all()
    assert (stint.started_at, stint.ended_at, stint.ending) == (AT, AT + HOUR, Ending.FINISHED)


def test_a_finished_case_comes_back_at_the_earlier_of_follow_up_and_callback() -> None:
    team = a_team()
    me = a_member(team)
    item = an_item(team)
    take_next(staff=me, at=AT)
    schedule_callback(case_id=item.case_id, due_at=AT + HOUR, staff=me, at=AT)
    finish(item_id=item.pk, staff=me, at=AT, next_at=AT + 2 * HOUR)
    assert take_next(staff=me, at=AT + HOUR / 2) is None
    assert take_next(staff=me, at=AT + HOUR) == item
    finish(item_id=item.pk, staff=me, at=AT + HOUR)
    assert [callback.is_open for callback in callbacks_of(item.case_id)] == [False]
    assert take_next(staff=me, at=AT + 3 * HOUR) is None


def test_a_case_not_in_hand_is_neither_finished_nor_put_back() -> None:
    team = a_team()
    me, colleague = a_member(team), a_member(team)
    item = an_item(team)
    for change in (finish, put_back):
        with pytest.raises(Refused, match="no longer in your hands"):
            change(item_id=item.pk, staff=me, at=AT)
    take_next(staff=colleague, at=AT)
    for change in (finish, put_back):
        with pytest.raises(Refused, match="no longer in your hands"):
            change(item_id=item.pk, staff=me, at=AT)


def test_a_case_put_back_waits_for_anyone_at_once() -> None:
    team = a_team()
    me = a_member(team)
    item = an_item(team)
    take_next(staff=me, at=AT)
    put_back(item_id=item.pk, staff=me, at=AT)
    assert take_next(staff=a_member(team), at=AT) == item
    assert load_today(me, AT).finished == 0


def test_a_case_put_back_early_keeps_its_follow_up() -> None:
    team = a_team()
    me = a_member(team)
    item = an_item(team)
    take_next(staff=me, at=AT)
    finish(item_id=item.pk, staff=me, at=AT, next_at=AT + HOUR)
    take_case(case_id=item.case_id, staff=me, at=AT)
    put_back(item_id=item.pk, staff=me, at=AT)
    assert take_next(staff=me, at=AT) is None
    assert take_next(staff=me, at=AT + HOUR) == item


def test_a_finish_undone_leaves_no_trace_in_load_notes_or_callbacks() -> None:
    team = a_team()
    me = a_member(team)
    item = an_item(team)
    an_item(team, priority=1)
    take_next(staff=me, at=AT)
    schedule_callback(case_id=item.case_id, due_at=AT + HOUR, staff=me, at=AT)
    note = save_note(
        customer_id=item.case.customer_id, case_id=item.case_id, text="x", staff=me, at=AT
    )
    finish(item_id=item.pk, staff=me, at=AT + HOUR)
    take_next(staff=me, at=AT + HOUR)
    resumed = resume(case_id=item.case_id, staff=me, at=AT + HOUR)
    assert (resumed, resumed.taken_at) == (item, AT)
    assert taken(me) == item
    assert load_today(me, AT).finished == 0
    note.refresh_from_db()
    assert note.closed_at is None
    assert [callback.is_open for callback in callbacks_of(item.case_id)] == [True]


def test_cases_left_too_long_go_back_to_the_queue() -> None:
    team = a_team()
    long_held, just_held = a_member(team), a_member(team)
    an_item(team)
    an_item(team)
    take_next(staff=long_held, at=AT)
    take_next(staff=just_held, at=AT + timedelta(minutes=1))
    assert release_stale(AT + timedelta(minutes=120)) == 1
    assert taken(long_held) is None
    assert taken(just_held) is not None


def test_taking_the_next_case_gives_back_what_others_left_too_long() -> None:
    team = a_team()
    SWEPT.clear()
    long_gone, me = a_member(team), a_member(team)
    left = an_item(team)
    take_next(staff=long_gone, at=AT)
    assert take_next(staff=me, at=AT + timedelta(minutes=119)) is None
    assert take_next(staff=me, at=AT + timedelta(minutes=121)) == left
    lost = last_lost(long_gone, AT + timedelta(minutes=121))
    assert lost is not None
    assert lost.ending == Ending.RELEASED


def test_what_one_let_go_oneself_is_not_lost() -> None:
    me = a_member(a_team())
    assert last_lost(me, AT) is None
    item = take_case(case_id=a_case().pk, staff=me, at=AT)
    put_back(item_id=item.pk, staff=me, at=AT)
    assert last_lost(me, AT) is None


def test_a_callback_lies_in_the_future_and_is_withdrawn_once() -> None:
    me = a_member(a_team())
    case = a_case()
    with pytest.raises(Refused, match="in the future"):
        schedule_callback(case_id=case.pk, due_at=AT, staff=me, at=AT)
    callback = schedule_callback(case_id=case.pk, due_at=AT + HOUR, staff=me, at=AT)
    withdraw_callback(callback_id=callback.pk, staff=me, at=AT)
    with pytest.raises(Refused, match="no longer open"):
        withdraw_callback(callback_id=callback.pk, staff=me, at=AT)
    assert [each.is_open for each in callbacks_of(case.pk)] == [False]
