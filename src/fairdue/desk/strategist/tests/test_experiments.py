"""Rolling an approved version out to a share, in the browser: begun, raised, watched, stopped."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.people.models import Role, Staff
from fairdue.strategy.actions import (
    approve_proposal,
    keep_reading,
    plan_experiment,
    start_experiment,
    start_proposal,
    submit_proposal,
)
from fairdue.strategy.columns.experiment_outcomes import EVENTS, MEMBERS
from fairdue.strategy.columns.readings import read
from fairdue.strategy.models import RATES, Experiment, ExperimentState, Proposal
from fairdue.strategy.queries import tables_in_use, terms_of

BEGUN = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Staff:
    return Staff.objects.create(username="writer", role=Role.STRATEGIST)


@pytest.fixture
def approved(writer: Staff) -> Proposal:
    approver = Staff.objects.create(username="approver", role=Role.STRATEGIST)
    text = tables_in_use(NOON).document.text.replace("then: call", "then: visit")
    proposal = start_proposal(staff=writer, at=NOON, text=text)
    submit_proposal(proposal.pk, note="Fewer calls.", staff=writer, at=NOON)
    return approve_proposal(proposal.pk, staff=approver, at=NOON)


@pytest.fixture
def running(approved: Proposal, writer: Staff) -> Experiment:
    planned = plan_experiment(
        name="Visits",
        proposal_id=approved.pk,
        hypothesis="More pay.",
        measure="paid",
        staff=writer,
        at=NOON,
    )
    return start_experiment(planned.pk, staff=writer, at=NOON)


def read_through(experiment: Experiment, complaints: int, days: int = 3) -> None:
    """Readings of some days: 100 customers challenged of 1,000, complaints among them only."""
    of = pl.DataFrame(
        [(f"c{n}", None if n < 100 else BEGUN, BEGUN if n < 100 else None) for n in range(1000)],
        schema=MEMBERS,
        orient="row",
    )
    paid = [
        (f"c{n}", "paid", BEGUN + timedelta(days=1 + n % days), "CNY", 100)
        for n in range(0, 999, 7)
    ]
    complained = [
        (f"c{n}", "complained", BEGUN + timedelta(days=days), "", 1) for n in range(complaints)
    ]
    events = pl.DataFrame(paid + complained, schema=EVENTS, orient="row")
    for number in range(1, days + 1):
        until = BEGUN + timedelta(days=number)
        terms = terms_of(experiment, until)
        figures = read(of, events, until, [str(rate) for rate in RATES], terms)
        keep_reading(experiment.pk, until, figures, NOON)


def test_an_approved_version_is_rolled_out_from_its_proposal(
    as_role: SignIn, approved: Proposal
) -> None:
    client = as_role(Role.STRATEGIST)
    plan = reverse("experiment-plan", args=[approved.pk])
    assert plan in client.get(reverse("proposal", args=[approved.pk])).content.decode()
    assert "Fewer calls." in client.get(plan).content.decode()
    given = {"name": "Visits", "hypothesis": "More.", "measure": "paid", "share": "100"}
    answer = client.post(plan, given, follow=True)
    experiment = Experiment.objects.get()
    assert (experiment.state, experiment.share) == (ExperimentState.RUNNING, 100)
    assert "Roll out to 50%" in answer.content.decode()
    proposal = client.get(reverse("proposal", args=[approved.pk])).content.decode()
    assert "Tried on a share of customers" in proposal and plan not in proposal
    again = client.post(plan, given | {"name": "Again"}).content.decode()
    assert "being tried already" in again


def test_a_version_is_offered_until_it_is_tried(
    as_role: SignIn, approved: Proposal, writer: Staff
) -> None:
    client, offered = as_role(Role.STRATEGIST), reverse("experiment-plan", args=[approved.pk])
    assert offered in client.get(reverse("experiments")).content.decode()
    tried = plan_experiment(
        name="Visits",
        proposal_id=approved.pk,
        hypothesis="More pay.",
        measure="paid",
        staff=writer,
        at=NOON,
    )
    page = client.get(reverse("experiments")).content.decode()
    assert offered not in page and _page(tried) in page
    assert _page(tried) in client.get(reverse("strategy")).content.decode()


def test_a_plan_that_is_refused_says_why_and_keeps_what_was_written(
    as_role: SignIn, approved: Proposal
) -> None:
    plan = reverse("experiment-plan", args=[approved.pk])
    given = {"name": " ", "hypothesis": "More.", "measure": "cured", "share": "10"}
    answer = as_role(Role.STRATEGIST).post(plan, given).content.decode()
    assert "Give the experiment a name." in answer
    assert "More." in answer
    assert Experiment.objects.count() == 0


def test_the_next_stage_is_one_button_away(as_role: SignIn, running: Experiment) -> None:
    client = as_role(Role.STRATEGIST)
    assert "Roll out to 10%" in client.get(_page(running)).content.decode()
    client.post(reverse("experiment-step", args=[running.pk, "raise"]), {"share": "100"})
    running.refresh_from_db()
    assert running.share == 100


def test_what_was_found_stands_beside_what_would_stop_it(
    as_role: SignIn, running: Experiment
) -> None:
    read_through(running, complaints=2)
    page = as_role(Role.LEAD).get(_page(running)).content.decode()
    assert "Complained" in page and "of 50" in page
    assert "<svg" in page and "paid something" in page.lower()
    assert "no difference can be told yet" in page


def test_a_stop_by_itself_is_told_with_its_evidence(as_role: SignIn, running: Experiment) -> None:
    read_through(running, complaints=20)
    client = as_role(Role.STRATEGIST)
    page = client.get(_page(running)).content.decode()
    assert "By itself" in page and "complaints" in page and "over the limit" in page
    assert "Roll out to" not in page
    in_chinese = client.get(_page(running), headers={"accept-language": "zh-hans"})
    assert "自动停止" in in_chinese.content.decode()
    assert "By itself" in client.get(reverse("experiments")).content.decode()


@pytest.mark.parametrize(
    ("step", "state"),
    [("stop", ExperimentState.STOPPED), ("pause", ExperimentState.PAUSED)],
)
def test_a_strategist_stops_and_pauses_with_a_reason(
    as_role: SignIn, running: Experiment, step: str, state: str
) -> None:
    client = as_role(Role.STRATEGIST)
    url = reverse("experiment-step", args=[running.pk, step])
    assert "Say why" in client.post(url, {"note": ""}, follow=True).content.decode()
    client.post(url, {"note": "Holiday."})
    running.refresh_from_db()
    assert running.state == state


def test_a_lead_reads_but_does_nothing(as_role: SignIn, running: Experiment) -> None:
    client = as_role(Role.LEAD)
    page = client.get(_page(running)).content.decode()
    assert 'data-open="stop"' not in page and "Roll out to" not in page
    url = reverse("experiment-step", args=[running.pk, "stop"])
    assert client.post(url, {"note": "No."}).status_code == 403


def test_promotion_takes_two(as_role: SignIn, running: Experiment, writer: Staff) -> None:
    client = as_role(Role.STRATEGIST)
    url = reverse("experiment-step", args=[running.pk, "ask"])
    client.post(url, {"note": "It is better."})
    assert "promote" not in _buttons(client.get(_page(running)).content.decode())
    other = as_role(Role.COMPLIANCE)
    assert "promote" in _buttons(other.get(_page(running)).content.decode())
    other.post(reverse("experiment-step", args=[running.pk, "promote"]))
    running.refresh_from_db()
    assert running.state == ExperimentState.PROMOTED


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.ADMINISTRATOR])
def test_others_do_not_see_it(as_role: SignIn, running: Experiment, role: Role) -> None:
    assert as_role(role).get(_page(running)).status_code == 403


def test_an_experiment_that_is_not_there_is_not_found(as_role: SignIn) -> None:
    client = as_role(Role.STRATEGIST)
    assert client.get(reverse("experiment", args=[99])).status_code == 404
    assert client.post(reverse("experiment-step", args=[99, "stop"])).status_code == 404
    assert client.get(reverse("experiment-plan", args=[99])).status_code == 404


def _page(experiment: Experiment) -> str:
    return reverse("experiment", args=[experiment.pk])


def _buttons(page: str) -> list[Any]:
    return [part.split('"')[0] for part in page.split('data-open="')[1:]]
