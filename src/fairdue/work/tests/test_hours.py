"""Nobody works for ever: hours, pauses, time to recover and a target in proportion."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.refusal import Refused
from fairdue.work.actions import (
    end_respite,
    give_by_name,
    give_respite,
    take_case,
    take_next,
)
from fairdue.work.models import Ending, RespiteKind, Stint
from fairdue.work.queries import load_today, my_queue, working_day
from fairdue.work.rules.hours import HoursLimits, Next, in_proportion, judge_day
from fairdue.work.tests.records import AT, a_member, a_team, an_item

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LIMITS = HoursLimits(8 * HOUR, HOUR, 110 * MINUTE, 15 * MINUTE, time(8), time(21))


def judged(*spans: tuple[float, float], at: float, clock: time = time(12)) -> Next:
    found = [(NOON + one * HOUR, NOON + two * HOUR) for one, two in spans]
    return judge_day(found, NOON + at * HOUR, clock, LIMITS).next


def test_a_gap_shorter_than_a_pause_is_work_and_never_idleness() -> None:
    spans = [(NOON, NOON + 10 * MINUTE), (NOON + 20 * MINUTE, NOON + 30 * MINUTE)]
    day = judge_day(spans, NOON + 30 * MINUTE, time(12), LIMITS)
    assert day.worked == 30 * MINUTE
    assert day.pauses == 0


def test_a_pause_is_due_after_two_hours_and_stops_nothing() -> None:
    assert judged((0, 1.9), at=1.9) == Next.PAUSE_DUE
    assert judged((0, 1.9), at=2.2) == Next.GO
    assert not judge_day([(NOON, NOON + 2 * HOUR)], NOON + 2 * HOUR, time(12), LIMITS).stops


def test_the_shift_the_overtime_and_the_end() -> None:
    assert judged((0, 4), (5, 9), at=9.3) == Next.OVERTIME
    assert judged((0, 4), (5, 10), at=10.3) == Next.OVER


def test_the_desk_rests_at_night() -> None:
    assert judged(at=0, clock=time(7, 59)) == Next.QUIET
    assert judged(at=0, clock=time(21)) == Next.QUIET
    assert judged(at=0, clock=time(8)) == Next.GO


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 60)), max_size=12))
def test_nobody_works_longer_than_from_first_to_last(found: list[tuple[int, int]]) -> None:
    spans = [(NOON + one * MINUTE, NOON + (one + long) * MINUTE) for one, long in found]
    at = max((two for _one, two in spans), default=NOON)
    day = judge_day(spans, at, time(12), LIMITS)
    first = min((one for one, _two in spans), default=at)
    assert timedelta() <= day.worked <= at - first
    assert day.worked >= max((two - one for one, two in spans), default=timedelta())
    assert day.since_pause <= day.worked


@given(st.integers(0, 300), st.integers(0, 600), st.integers(0, 600))
def test_the_more_time_to_recover_the_smaller_the_target(full: int, some: int, more: int) -> None:
    shift = 8 * HOUR
    assert in_proportion(full, shift, timedelta()) == full
    less = in_proportion(full, shift, (some + more) * MINUTE)
    assert 0 <= less <= in_proportion(full, shift, some * MINUTE) <= full


@pytest.mark.django_db
def test_no_case_comes_once_the_hours_are_used_up() -> None:
    team = a_team()
    me, item = a_member(team), an_item(team)
    late = AT + 8 * HOUR
    Stint.objects.create(
        case=item.case, staff=me, started_at=AT - 2 * HOUR, ended_at=late, ending=Ending.FINISHED
    )
    assert working_day(me, late).next == Next.OVER
    assert take_next(staff=me, at=late) is None
    assert take_next(staff=a_member(team), at=late) == item


@pytest.mark.django_db
def test_no_case_comes_at_night() -> None:
    team = a_team()
    an_item(team)
    assert take_next(staff=a_member(team), at=AT + 12 * HOUR) is None


@pytest.mark.django_db
def test_no_case_is_taken_by_name_after_hours_unless_one_speaks_or_has_it_in_hand() -> None:
    team = a_team()
    me, item, other = a_member(team), an_item(team), an_item(team)
    night = AT + 12 * HOUR
    with pytest.raises(Refused, match="desk rests"):
        take_case(case_id=item.case_id, staff=me, at=night)
    assert take_case(case_id=item.case_id, staff=me, at=night, already_speaking=True) == item
    assert take_case(case_id=item.case_id, staff=me, at=night) == item
    with pytest.raises(Refused):
        take_case(case_id=other.case_id, staff=me, at=night)


@pytest.mark.django_db
def test_a_hard_case_is_given_by_name_and_not_while_somebody_recovers() -> None:
    team = a_team()
    me, other = a_member(team), a_member(team)
    hard, easy = an_item(team, priority=99), an_item(team, priority=1)
    give_by_name(case_id=hard.case_id, to=me, points=5)
    give_respite(staff=me, kind=RespiteKind.LIGHTER, minutes=30, at=AT)
    assert [line.item_id for line in my_queue(me, AT)] == [easy.pk]
    assert take_next(staff=other, at=AT) == easy
    assert take_next(staff=me, at=AT) is None
    assert take_next(staff=me, at=AT + HOUR) == hard


@pytest.mark.django_db
def test_a_hard_case_without_a_name_waits_for_a_lead() -> None:
    team = a_team()
    hard = an_item(team)
    give_by_name(case_id=hard.case_id, to=None, points=5)
    assert take_next(staff=a_member(team), at=AT) is None


@pytest.mark.django_db
def test_recovering_shrinks_ones_own_target_and_nobody_elses() -> None:
    team = a_team()
    me, other = a_member(team), a_member(team)
    give_respite(staff=me, kind=RespiteKind.BREAK, minutes=48, at=AT)
    give_respite(staff=me, kind=RespiteKind.LIGHTER, minutes=10, at=AT)
    assert load_today(me, AT).full_day == 90
    assert load_today(other, AT).full_day == 100
    end_respite(staff=me, at=AT + 24 * MINUTE)
    assert load_today(me, AT + 24 * MINUTE).full_day == 95
    assert load_today(me, AT + 24 * HOUR).full_day == 100
