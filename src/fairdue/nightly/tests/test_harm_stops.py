"""A challenger that does harm is taken back by itself; one that does none runs on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fairdue.compliance.actions import record_complaint
from fairdue.contact.actions import request_permit
from fairdue.contact.actions.dialling import Contact
from fairdue.delinquency.models import Case
from fairdue.engine.lake import lake
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.negotiation.actions import record_promise
from fairdue.nightly.experiments import look_by_day
from fairdue.nightly.run import reports, run_night
from fairdue.nightly.tests.portfolios import an_account, write_day
from fairdue.nightly.tests.test_experiments_night import REFS, night_of, running
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import ContactPoint
from fairdue.strategy.models import (
    Decision,
    Experiment,
    ExperimentReading,
    ExperimentShare,
    ExperimentState,
)
from fairdue.strategy.rules.experiments import CHAMPION, Split, is_challenged
from fairdue.training.tests.records import certified

BEGUN = date(2026, 3, 1)
A_DAY = timedelta(days=1)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Happens = Callable[[Case, Staff, datetime], None]


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def strategist() -> Staff:
    return Staff.objects.create(username="strategist", role=Role.STRATEGIST)


@pytest.fixture
def collector() -> Staff:
    team = Team.objects.create(code="one", name="One")
    return certified(Staff.objects.create(username="collector", role=Role.COLLECTOR, team=team))


def complains(case: Case, staff: Staff, at: datetime) -> None:
    record_complaint(
        customer_id=case.customer_id,
        about="frequency",
        channel="call",
        statement="Too often.",
        staff=staff,
        at=at,
    )


def is_denied(case: Case, staff: Staff, at: datetime) -> None:
    point = ContactPoint.objects.filter(customer_id=case.customer_id).first()
    assert point is not None
    late = at.replace(hour=14)  # ten in the evening in China
    answer = request_permit(Contact(case.pk, point.pk), actor=staff.username, at=late)
    assert not answer.verdict.allowed


def promises_in_vain(case: Case, staff: Staff, at: datetime) -> None:
    record_promise(
        case_id=case.pk, amount=Money.of("100", "CNY"), due_on=at.date(), staff=staff, at=at
    )


def a_day(day: date) -> None:
    write_day(
        day,
        [an_account(f"{ref}-1", day, 20, customer_ref=ref) for ref in REFS],
        persons=[
            {
                "customer_ref": ref,
                "name": f"Tester {ref}",
                "id_number": f"{number:018d}",
                "phone_1": f"138{number:08d}",
                "language": "zh",
            }
            for number, ref in enumerate(REFS)
        ],
    )


def arms(experiment: Experiment) -> tuple[list[str], list[str]]:
    split = Split(experiment.arm, experiment.seed, 500)
    inside = [ref for ref in REFS if is_challenged(split, ref)]
    return inside, [ref for ref in REFS if ref not in inside]


def live(
    experiment: Experiment, happens: Happens, staff: Staff, days: int, per_day: tuple[int, int]
) -> int:
    """Nights, and between them events in either arm. Gives the nights until it stopped."""
    queues = [list(refs) for refs in arms(experiment)]
    for number in range(days):
        day = BEGUN + number * A_DAY
        a_day(day)
        run_night(at=night_of(day))
        experiment.refresh_from_db()
        if experiment.state != ExperimentState.RUNNING:
            return number + 1
        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + A_DAY
        for queue, most in zip(queues, per_day, strict=True):
            for ref in [queue.pop() for _ in range(min(most, len(queue)))]:
                happens(Case.objects.get(customer__customer_ref=ref), staff, noon)
    return days + 1


@pytest.mark.parametrize(
    ("happens", "measure", "within"),
    [
        (complains, "complained", 6),
        (is_denied, "denied", 7),
        (promises_in_vain, "broke_promise", 12),
    ],
)
def test_harm_done_to_the_challengers_customers_stops_it_within_days(
    strategist: Staff, collector: Staff, happens: Happens, measure: str, within: int
) -> None:
    experiment = running(strategist, night_of(BEGUN) - timedelta(hours=1), share=500)
    nights = live(experiment, happens, collector, within, per_day=(4, 0))
    assert nights <= within
    stopped_on = BEGUN + (nights - 1) * A_DAY
    assert experiment.state == ExperimentState.STOPPED
    assert (experiment.share, experiment.ended_by) == (0, "night")
    assert experiment.ended_because == f"harm:{measure}"
    last = ExperimentShare.objects.filter(experiment=experiment).latest("pk")
    assert (last.share, last.since) == (0, night_of(stopped_on))
    entry = Entry.objects.get(action="experiment_stopped")
    evidence = entry.details["evidence"][measure]
    assert evidence["harm"] >= evidence["limit"]
    assert ExperimentReading.objects.filter(experiment=experiment).count() == nights
    [warning] = reports()[0].warnings
    assert warning.en == "The experiment Visit instead was stopped; its page has the evidence."
    a_day(stopped_on + A_DAY)
    run_night(at=night_of(stopped_on + A_DAY))
    decided = Decision.objects.filter(as_of=stopped_on + A_DAY)
    assert set(decided.values_list("arm", "propensity")) == {(CHAMPION, 1.0)}


def test_as_many_complaints_in_either_arm_stop_nothing(strategist: Staff, collector: Staff) -> None:
    experiment = running(strategist, night_of(BEGUN) - timedelta(hours=1), share=500)
    live(experiment, complains, collector, 8, per_day=(4, 4))
    assert experiment.state == ExperimentState.RUNNING
    last = ExperimentReading.objects.filter(experiment=experiment).latest("as_of")
    rate = last.figures["rates"]["complained"]
    assert rate["challenger"] == rate["champion"] == 28
    assert rate["harm"] < 5


def test_harm_seen_by_day_stops_it_before_the_night(strategist: Staff, collector: Staff) -> None:
    experiment = running(strategist, night_of(BEGUN) - timedelta(hours=1), share=500)
    a_day(BEGUN)
    run_night(at=night_of(BEGUN))
    noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    assert look_by_day(lake(), noon) == []
    for ref in arms(experiment)[0][:20]:
        complains(Case.objects.get(customer__customer_ref=ref), collector, noon)
    assert look_by_day(lake(), noon + timedelta(hours=1)) == ["Visit instead"]
    experiment.refresh_from_db()
    assert (experiment.state, experiment.share) == (ExperimentState.STOPPED, 0)


def test_the_same_night_again_reads_the_same(strategist: Staff, collector: Staff) -> None:
    experiment = running(strategist, night_of(BEGUN) - timedelta(hours=1), share=500)
    live(experiment, complains, collector, 3, per_day=(1, 1))
    before = list(ExperimentReading.objects.order_by("as_of").values_list("as_of", "figures"))
    run_night(BEGUN, at=night_of(BEGUN + 2 * A_DAY), again=True)
    after = list(ExperimentReading.objects.order_by("as_of").values_list("as_of", "figures"))
    assert before == after
