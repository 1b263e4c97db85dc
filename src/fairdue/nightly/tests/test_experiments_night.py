"""The night with an experiment running: whose table decides, what is logged, and re-running."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fairdue.engine.lake import lake
from fairdue.nightly.run import run_night
from fairdue.nightly.tests.portfolios import an_account, lake_bytes, write_day
from fairdue.people.models import Role, Staff, Team
from fairdue.strategy.actions import (
    approve_proposal,
    plan_experiment,
    raise_stage,
    start_experiment,
    start_proposal,
    stop_experiment,
    submit_proposal,
)
from fairdue.strategy.columns.decisions import DATASET
from fairdue.strategy.models import Decision, Experiment
from fairdue.strategy.queries import decision_of, tables_in_use
from fairdue.strategy.rules.experiments import CHAMPION, Split, is_challenged

D = [date(2026, 3, day) for day in range(1, 10)]
REFS = [f"{letter}{number:03}" for letter in "ab" for number in range(60)]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    Team.objects.create(code="one", name="One")


@pytest.fixture
def strategist() -> Staff:
    return Staff.objects.create(username="strategist", role=Role.STRATEGIST)


def night_of(day: date) -> datetime:
    """One in the morning after the day, in China."""
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def a_day(day: date) -> None:
    """Customers past due by twenty days, each with two accounts; a third of them cured later."""
    write_day(
        day,
        [
            an_account(f"{ref}-{which}", day, 20, customer_ref=ref)
            for ref in REFS
            for which in ("1", "2")
        ],
        persons=[],
    )


def running(strategist: Staff, at: datetime, share: int = 100) -> Experiment:
    """An experiment under which the challenged are visited who would be called."""
    other = Staff.objects.create(username="other", role=Role.STRATEGIST)
    text = tables_in_use(at).document.text.replace("then: call", "then: visit")
    proposal = start_proposal(staff=strategist, at=at, text=text)
    submit_proposal(proposal.pk, note="More is paid.", staff=strategist, at=at)
    approve_proposal(proposal.pk, staff=other, at=at)
    planned = plan_experiment(
        name="Visit instead",
        proposal_id=proposal.pk,
        hypothesis="More is paid.",
        measure="paid",
        staff=strategist,
        at=at,
    )
    return start_experiment(planned.pk, staff=strategist, at=at, share=share)


def decided(day: date, name: str = "decisions") -> pl.DataFrame:
    return pl.read_parquet(lake().file(DATASET, day, name))


def test_the_next_night_treats_the_share_by_the_challenger_and_logs_how_likely_it_was(
    strategist: Staff,
) -> None:
    a_day(D[0])
    experiment = running(strategist, night_of(D[0]) - timedelta(hours=1))
    run_night(at=night_of(D[0]))
    split = Split(experiment.arm, experiment.seed, 100)
    challenged = {ref for ref in REFS if is_challenged(split, ref)}
    assert 0 < len(challenged) < 30
    rows = decided(D[0])
    for row in rows.iter_rows(named=True):
        is_in = row["customer_ref"] in challenged
        assert row["arm"] == (experiment.arm if is_in else CHAMPION)
        assert row["treatment"] == ("visit" if is_in else "call")
        assert row["propensity"] == (0.1 if is_in else 0.9)
    cases = decided(D[0], "cases")
    assert cases.filter(pl.col("arm") == experiment.arm).height == len(challenged)
    stored = Decision.objects.filter(arm=experiment.arm)
    assert stored.count() == 2 * len(challenged)
    assert set(stored.values_list("table_version", "propensity")) == {
        (experiment.challenger.version, 0.1)
    }
    explained = decision_of(stored.first().case_id)
    assert explained is not None and explained.treatment == "visit"
    assert lake().manifest(DATASET, D[0])["arms"] == [
        {"arm": experiment.arm, "seed": experiment.seed, "per_mille": 100}
    ]


def test_a_larger_share_keeps_who_was_challenged_and_a_stop_gives_everybody_back(
    strategist: Staff,
) -> None:
    for day in D[:3]:
        a_day(day)
    experiment = running(strategist, night_of(D[0]) - timedelta(hours=1))
    run_night(D[0], at=night_of(D[0]))
    raise_stage(experiment.pk, share=500, staff=strategist, at=night_of(D[1]) - timedelta(hours=1))
    run_night(D[1], at=night_of(D[1]))
    stop_experiment(
        experiment.pk, because="Enough.", staff=strategist, at=night_of(D[2]) - timedelta(hours=1)
    )
    run_night(D[2], at=night_of(D[2]))
    first, second, third = (
        set(decided(day).filter(pl.col("arm") != CHAMPION)["customer_ref"]) for day in D[:3]
    )
    assert first < second
    assert len(second) > 40
    assert third == set()
    assert set(decided(D[2])["propensity"]) == {1.0}


def test_a_past_day_that_is_run_again_uses_the_arms_as_they_were(strategist: Staff) -> None:
    for day in D[:2]:
        a_day(day)
    experiment = running(strategist, night_of(D[0]) - timedelta(hours=2))
    for day in D[:2]:
        run_night(day, at=night_of(day))
    before = lake_bytes()
    stop_experiment(experiment.pk, because="Enough.", staff=strategist, at=night_of(D[5]))
    run_night(D[0], at=night_of(D[5]), again=True)
    after = lake_bytes()
    of_first = {path for path in before if f"{D[0]}" in path and "decisions.parquet" in path}
    assert of_first
    assert all(before[path] == after[path] for path in of_first)


def test_without_an_experiment_there_is_one_arm_and_every_treatment_was_certain() -> None:
    a_day(D[0])
    run_night(at=night_of(D[0]))
    rows = decided(D[0])
    assert set(rows["arm"]) == {CHAMPION}
    assert set(rows["propensity"]) == {1.0}
    assert "arms" not in lake().manifest(DATASET, D[0])
