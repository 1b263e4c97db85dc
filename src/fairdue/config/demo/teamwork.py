"""The lead's calendar, languages, a goal, and a question or two between colleagues."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from fairdue.config.demo.people import collectors, lead
from fairdue.people.models import Staff
from fairdue.work import actions
from fairdue.work.models import QueueItem, QueueState
from fairdue.work.rules.roster import monday_of

NINE_TO_SIX = actions.Times(time(9), time(18), weekends=True)
"""On weekends too, so that the demonstration is staffed whenever it is looked at."""
ABLE = {"wang": ("speaks:zh", "speaks:en"), "lin": ("speaks:zh", "skill:hardship")}
KEPT_PERCENT, COMPLAINT_FREE_PERCENT = 60, 99
OPINION = "客户愿意分期，但收入不稳定。您建议先办困难申请，还是先谈短期承诺？"
HANDED_OVER = "三号线路下午偶有杂音，已报修；今日承诺还款的客户均已备注。"


def keep_calendar(day: date, at: datetime) -> int:
    """Two weeks of shifts for the lead's team, a day off, languages, and a goal; gives how many
    shifts were planned.
    """
    boss = lead()
    monday = monday_of(day)
    team = [each for each in collectors() if each.team_id == boss.team_id]
    planned = 0
    for person in team:
        planned += actions.plan_shifts(
            staff_id=person.pk,
            first_day=monday,
            last_day=monday + timedelta(days=13),
            times=NINE_TO_SIX,
            staff=boss,
            at=at,
        )
        if person.username in ABLE:
            actions.set_abilities(
                staff_id=person.pk, codes=ABLE[person.username], staff=boss, at=at
            )
    if team:
        free = monday + timedelta(days=13)
        actions.plan_leave(staff_id=team[-1].pk, first_day=free, last_day=free, staff=boss, at=at)
    actions.set_goal(
        kept_percent=KEPT_PERCENT,
        complaint_free_percent=COMPLAINT_FREE_PERCENT,
        from_day=day.replace(day=1),
        staff=boss,
        at=at,
    )
    return planned


def ask_around(at: datetime) -> int:
    """A shift handed over, and a second opinion asked for about a case in hand; gives how many
    were told or asked.
    """
    told = 0
    people = collectors()
    holding = QueueItem.objects.filter(state=QueueState.TAKEN).select_related("taken_by")
    item = holding.order_by("pk").first()
    if item is not None and item.taken_by is not None:
        colleague = _colleague(people, item.taken_by)
        actions.ask_opinion(
            case_id=item.case_id,
            colleague_id=colleague.pk,
            words=OPINION,
            staff=item.taken_by,
            at=at,
        )
        told += 1
    return told + actions.hand_over_shift(words=HANDED_OVER, staff=people[1], at=at)


def _colleague(people: list[Staff], of: Staff) -> Staff:
    """Somebody else of the same team, else anybody else."""
    others = [each for each in people if each.pk != of.pk]
    return next((each for each in others if each.team_id == of.team_id), others[0])
