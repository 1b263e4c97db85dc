"""Hard cases are given by name, to whoever carried least."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.care.models import HardCaseGiven
from fairdue.care.queries.carried import free_people, hard_cases, hurt_by, points_carried
from fairdue.care.rules.sharing import HardCase, share
from fairdue.journal.actions import record
from fairdue.people.models import Staff
from fairdue.work import actions as work
from fairdue.work.models import QueueItem, QueueState

SHARER = "care"


def share_hard_cases(*, at: datetime) -> int:
    """Find the hard cases of the queue anew and give those that are nobody's; gives how many.

    Once a night, after the queue was refilled. A case that nobody may be given waits for a lead.
    """
    with transaction.atomic():
        hard = hard_cases(at)
        work.set_hardness(hard)
        waiting = QueueItem.objects.filter(
            case_id__in=hard, state=QueueState.WAITING, assigned_to=None
        ).values_list("team_id", "case_id", "case__customer_id")
        by_team: dict[int, list[tuple[int, int]]] = {}
        for team, case, customer in waiting.order_by("case_id"):
            by_team.setdefault(team, []).append((case, customer))
        return sum(_share(team, cases, hard, at) for team, cases in by_team.items())


def _share(team_id: int, cases: list[tuple[int, int]], hard: dict[int, int], at: datetime) -> int:
    hurt = hurt_by([customer for _case, customer in cases])
    asked = [HardCase(case, hard[case], hurt.get(one, frozenset())) for case, one in cases]
    given = share(asked, points_carried(free_people(team_id, at), at))
    people = Staff.objects.in_bulk(set(given.values()))
    customers = dict(cases)
    for case, person in given.items():
        give_hard_case(
            case_id=case, customer_id=customers[case], to=people[person], points=hard[case], at=at
        )
    return len(given)


def give_hard_case(
    *,
    case_id: int,
    customer_id: int,
    to: Staff,
    points: int,
    at: datetime,
    not_before: datetime | None = None,
) -> None:
    """Give one hard case to somebody by name, and keep that they carry its points."""
    with transaction.atomic():
        if not work.give_by_name(case_id=case_id, to=to, points=points, not_before=not_before):
            return
        entry = record(
            actor=SHARER,
            action="hard_case_given",
            at=at,
            subject=f"case:{case_id}",
            customer_id=customer_id,
            details={"to_staff": to.pk, "points": points},
        )
        HardCaseGiven.objects.create(
            journal_entry=entry,
            staff=to,
            customer_id=customer_id,
            case_id=case_id,
            points=points,
            given_at=at,
        )
