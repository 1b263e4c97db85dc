"""What the strategy decided for, as a lead chooses from it: with its ground, or why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from fairdue.compliance.actions import place_hold
from fairdue.delinquency.models import Case
from fairdue.negotiation.models import Promise, PromiseState
from fairdue.people.models import Role
from fairdue.visits.actions import choose_many
from fairdue.visits.models import Origin
from fairdue.visits.queries.candidates import Candidate, candidates
from fairdue.visits.tests.records import (
    DAY,
    MORNING,
    a_case_with_a_home,
    a_lead,
    a_team,
    an_entry,
)
from fairdue.work.models import QueueItem, QueueState

pytestmark = pytest.mark.django_db


def decided_for_a_visit(*, broken: bool = True, priority: int = 0) -> Case:
    """A case of ninety days that the night put on the queue for a visit."""
    case, _ = a_case_with_a_home()
    Case.objects.filter(pk=case.pk).update(days_past_due=90)
    QueueItem.objects.create(
        case=case,
        team=a_team(),
        treatment="visit",
        priority=priority,
        state=QueueState.WAITING,
        available_at=MORNING,
        as_of=DAY,
    )
    if broken:
        with transaction.atomic():
            Promise.objects.create(
                customer=case.customer,
                case=case,
                amount_minor=10_000,
                currency="CNY",
                due_on=DAY - timedelta(days=5),
                channel="call",
                made_at=MORNING - timedelta(days=9),
                taken_by="lin",
                state=PromiseState.BROKEN,
                journal_entry=an_entry(case.customer_id),
            )
    return case


def listed() -> list[Candidate]:
    return candidates(DAY, at=MORNING, offset=0, limit=10)[0]


def test_a_case_with_a_ground_may_be_ticked_and_one_without_says_so() -> None:
    able, bare = decided_for_a_visit(priority=2), decided_for_a_visit(broken=False, priority=1)
    first, second = listed()
    assert (first.case_id, first.may) == (able.pk, True)
    assert [each.en for each in first.bases] == ["What was agreed was not kept"]
    assert (second.case_id, second.may) == (bare.pk, False)
    assert "no ground" in second.why_not[0].en


def test_what_is_put_down_leaves_the_list_and_carries_its_origin_and_ground() -> None:
    case = decided_for_a_visit()
    chosen = choose_many([case.pk], day=DAY, staff=a_lead(a_team()), at=MORNING)
    [visit] = chosen.visits
    assert (visit.origin, visit.basis, visit.must) == (Origin.STRATEGY, "broken", False)
    assert listed() == []


def test_a_rule_that_stands_in_the_way_is_named_with_its_words() -> None:
    case = decided_for_a_visit()
    lead = a_lead(a_team())
    assert lead.role == Role.LEAD
    place_hold(
        customer_id=case.customer_id,
        kind="manual",
        reason="ill",
        staff=lead,
        at=MORNING - timedelta(hours=1),
    )
    [each] = listed()
    assert each.failing == ("LENDER-HOLD",) and not each.may


def test_a_case_that_was_telephoned_this_morning_can_still_be_visited() -> None:
    case = decided_for_a_visit()
    QueueItem.objects.filter(case=case).update(state=QueueState.DONE)
    assert [each.case_id for each in listed()] == [case.pk]
