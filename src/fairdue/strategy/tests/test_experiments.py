"""Experiments: who may begin, raise, stop and promote one, and what is refused with which words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.strategy.actions import (
    approve_proposal,
    ask_for_promotion,
    end_experiment,
    go_back,
    keep_reading,
    pause_experiment,
    plan_experiment,
    promote_experiment,
    raise_stage,
    resume_experiment,
    start_experiment,
    start_proposal,
    stop_experiment,
    submit_proposal,
    take_back_proposal,
    withdraw_proposal,
)
from fairdue.strategy.models import Activation, Experiment, ExperimentShare, ExperimentState
from fairdue.strategy.queries import arms_in_use, share_at, tables_in_use

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def strategist() -> Staff:
    return Staff.objects.create(username="strategist", role=Role.STRATEGIST)


@pytest.fixture
def other() -> Staff:
    return Staff.objects.create(username="other", role=Role.STRATEGIST)


def approved(strategist: Staff, other: Staff, to: str = "visit") -> int:
    text = tables_in_use(AT).document.text.replace("then: call", f"then: {to}")
    proposal = start_proposal(staff=strategist, at=AT, text=text)
    submit_proposal(proposal.pk, note="To see.", staff=strategist, at=AT)
    approve_proposal(proposal.pk, staff=other, at=AT)
    return proposal.pk


def plan(proposal_id: int, staff: Staff, **changed: Any) -> Experiment:
    return plan_experiment(
        **{
            "name": "Visits",
            "proposal_id": proposal_id,
            "hypothesis": "More pay.",
            "measure": "paid",
            "staff": staff,
            "at": AT,
        }
        | changed
    )


@pytest.fixture
def running(strategist: Staff, other: Staff) -> Experiment:
    planned = plan(approved(strategist, other), strategist)
    return start_experiment(planned.pk, staff=strategist, at=AT)


def test_an_approved_version_is_rolled_out_in_stages_and_the_journal_has_each(
    running: Experiment, strategist: Staff
) -> None:
    assert (running.state, running.share) == (ExperimentState.RUNNING, 10)
    raise_stage(running.pk, share=100, staff=strategist, at=AT + HOUR)
    assert [share_at(running, AT + hours * HOUR) for hours in (-1, 0, 1, 2)] == [0, 10, 100, 100]
    arms = arms_in_use(AT + HOUR)
    assert [split.share for split in arms.splits] == [100]
    assert arms.tables[running.arm].version == running.challenger.version
    entries = Entry.objects.filter(subject=f"experiment:{running.pk}").order_by("pk")
    assert [entry.action for entry in entries] == [
        "experiment_planned",
        "experiment_started",
        "experiment_raised",
    ]


def test_the_arms_of_a_past_moment_stay_what_they_were(
    running: Experiment, strategist: Staff
) -> None:
    stop_experiment(running.pk, because="Enough.", staff=strategist, at=AT + 2 * HOUR)
    assert [split.share for split in arms_in_use(AT + HOUR).splits] == [10]
    assert arms_in_use(AT + 2 * HOUR).splits == ()


def test_a_paused_experiment_gives_the_same_customers_their_challenger_again(
    running: Experiment, strategist: Staff
) -> None:
    pause_experiment(running.pk, because="Holiday.", staff=strategist, at=AT + HOUR)
    assert arms_in_use(AT + HOUR).splits == ()
    resumed = resume_experiment(running.pk, staff=strategist, at=AT + 2 * HOUR)
    assert (resumed.share, resumed.seed) == (10, running.seed)


def test_refuses_a_version_that_nobody_else_approved(strategist: Staff) -> None:
    text = tables_in_use(AT).document.text.replace("then: call", "then: visit")
    proposal = start_proposal(staff=strategist, at=AT, text=text)
    with pytest.raises(Refused, match="somebody else approved"):
        plan(proposal.pk, strategist)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "Give the experiment a name"),
        ({"name": "x" * 61}, "within 60 characters"),
        ({"hypothesis": ""}, "what you expect"),
        ({"measure": "luck"}, "what is to be measured"),
        ({"stages": [100, 10]}, "larger than the one before"),
    ],
)
def test_refuses_a_plan_that_is_not_whole(
    strategist: Staff, other: Staff, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        plan(approved(strategist, other), strategist, **changed)


def test_refuses_a_name_twice_and_a_share_that_is_no_larger_stage(
    running: Experiment, strategist: Staff, other: Staff
) -> None:
    with pytest.raises(Refused, match="name is taken"):
        plan(approved(strategist, other, "remind"), strategist)
    with pytest.raises(Refused, match="being tried already"):
        plan(running.proposal_id, strategist, name="Again")
    with pytest.raises(Refused, match="none of the planned stages"):
        raise_stage(running.pk, share=200, staff=strategist, at=AT)
    with pytest.raises(Refused, match="can only grow"):
        raise_stage(running.pk, share=10, staff=strategist, at=AT)


def test_refuses_what_does_not_fit_the_state(running: Experiment, strategist: Staff) -> None:
    stop_experiment(running.pk, because="Enough.", staff=strategist, at=AT)
    with pytest.raises(Refused, match="is stopped"):
        raise_stage(running.pk, share=100, staff=strategist, at=AT)
    with pytest.raises(Refused, match="Say why"):
        end_experiment(running.pk, because=" ", staff=strategist, at=AT)
    ended = end_experiment(running.pk, because="Done.", staff=strategist, at=AT)
    assert ended.state == ExperimentState.ENDED


def test_refuses_whoever_is_no_strategist(running: Experiment, other: Staff) -> None:
    lead = Staff.objects.create(username="lead", role=Role.LEAD)
    officer = Staff.objects.create(username="officer", role=Role.COMPLIANCE)
    for staff in (lead, officer):
        with pytest.raises(Refused, match="It is for strategists"):
            raise_stage(running.pk, share=100, staff=staff, at=AT)
    with pytest.raises(Refused, match="It is for"):
        promote_experiment(running.pk, staff=lead, at=AT)


def test_a_challenger_is_promoted_by_two(
    running: Experiment, strategist: Staff, other: Staff
) -> None:
    with pytest.raises(Refused, match="another agrees"):
        promote_experiment(running.pk, staff=other, at=AT + HOUR)
    ask_for_promotion(running.pk, because="It is better.", staff=strategist, at=AT + HOUR)
    with pytest.raises(Refused, match="another agrees"):
        promote_experiment(running.pk, staff=strategist, at=AT + HOUR)
    promoted = promote_experiment(running.pk, staff=other, at=AT + 2 * HOUR)
    assert (promoted.state, promoted.share) == (ExperimentState.PROMOTED, 0)
    assert tables_in_use(AT + 2 * HOUR).document.table.version == running.challenger.version
    assert arms_in_use(AT + 2 * HOUR).splits == ()


def test_another_table_in_use_ends_the_comparison(
    running: Experiment, strategist: Staff, other: Staff
) -> None:
    ask_for_promotion(running.pk, because="It is better.", staff=strategist, at=AT)
    second = plan(approved(strategist, other, "remind"), strategist, name="Reminders")
    start_experiment(second.pk, staff=strategist, at=AT)
    promote_experiment(running.pk, staff=other, at=AT + HOUR)
    assert arms_in_use(AT + HOUR).splits == ()
    figures = {"customers": {}, "rates": {}, "means": {}}
    stopped = keep_reading(second.pk, AT.date(), figures, AT + 2 * HOUR)
    assert (stopped.state, stopped.ended_because) == (ExperimentState.STOPPED, "table_changed")
    replaced = Activation.objects.get().replaces_id
    go_back(replaced, reason="Harm.", staff=other, at=AT + 3 * HOUR)
    assert arms_in_use(AT + 3 * HOUR).splits == ()


def test_an_approval_cannot_be_taken_back_while_an_experiment_rests_on_it(
    strategist: Staff, other: Staff
) -> None:
    planned = plan(approved(strategist, other), strategist)
    for take in (take_back_proposal, withdraw_proposal):
        with pytest.raises(Refused, match="experiment Visits is planned") as refused:
            take(planned.proposal_id, staff=strategist, at=AT)
        assert "实验“Visits”计划使用此版本" in refused.value.text.zh
    start_experiment(planned.pk, staff=strategist, at=AT)
    for take in (take_back_proposal, withdraw_proposal):
        with pytest.raises(Refused, match="treated by this version in the experiment Visits"):
            take(planned.proposal_id, staff=strategist, at=AT)
    pause_experiment(planned.pk, because="A pause.", staff=strategist, at=AT)
    with pytest.raises(Refused, match="stop that first"):
        withdraw_proposal(planned.proposal_id, staff=strategist, at=AT)
    stop_experiment(planned.pk, because="Enough.", staff=strategist, at=AT)
    withdraw_proposal(planned.proposal_id, staff=strategist, at=AT)


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_change_without_an_entry_and_a_promotion_by_one(
    running: Experiment,
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Experiment.objects.filter(pk=running.pk).update(share=1000)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExperimentShare.objects.filter(experiment=running).delete()
