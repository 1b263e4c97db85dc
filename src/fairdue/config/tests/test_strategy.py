"""`fairdue strategy` and what the doctor says of the table in use."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from fairdue.config.doctor import Level, rules
from fairdue.config.middleware import now
from fairdue.nightly.run import run_night
from fairdue.nightly.tests.portfolios import an_account, write_day
from fairdue.people.models import Role, Staff, Team
from fairdue.strategy.actions import activate_proposal, approve_proposal, submit_proposal
from fairdue.strategy.models import Proposal, ProposalState
from fairdue.strategy.queries import table_of_file
from fairdue.strategy.queries.documents import document_in, write
from fairdue.strategy.rules.replay import Replayed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    """The table without its first row."""
    document = document_in(table_of_file().text)
    document["rows"].pop(0)
    path = tmp_path / "shorter.yaml"
    path.write_text(write(document), encoding="utf-8")
    return path


def test_a_file_becomes_a_draft_of_the_strategist_named(shorter: Path) -> None:
    Staff.objects.create(username="xu", role=Role.STRATEGIST)
    told = StringIO()
    call_command("strategy", "propose", str(shorter), "--as", "xu", stdout=told)
    proposal = Proposal.objects.get()
    assert f"proposal {proposal.pk} is a draft" in told.getvalue()
    assert (proposal.state, proposal.editors) == (ProposalState.DRAFT, ["xu"])


def test_a_file_that_cannot_be_proposed_is_refused_in_words(shorter: Path, tmp_path: Path) -> None:
    Staff.objects.create(username="lin", role=Role.COLLECTOR)
    with pytest.raises(CommandError, match="nobody signs in as xu"):
        call_command("strategy", "propose", str(shorter), "--as", "xu")
    with pytest.raises(CommandError, match="It is for strategists"):
        call_command("strategy", "propose", str(shorter), "--as", "lin")
    Staff.objects.create(username="xu", role=Role.STRATEGIST)
    with pytest.raises(CommandError, match=r"missing\.yaml can't be read"):
        call_command("strategy", "propose", str(tmp_path / "missing.yaml"), "--as", "xu")


def test_the_table_in_use_is_written_out_and_the_doctor_tells_when_the_file_differs(
    shorter: Path,
) -> None:
    [finding] = rules.decision_table()
    assert finding.level is Level.OK
    xu = Staff.objects.create(username="xu", role=Role.STRATEGIST)
    gao = Staff.objects.create(username="gao", role=Role.STRATEGIST)
    call_command("strategy", "propose", str(shorter), "--as", "xu", stdout=StringIO())
    number = Proposal.objects.get().pk
    submit_proposal(number, note="Shorter.", staff=xu, at=now())
    approve_proposal(number, staff=gao, at=now())
    activate_proposal(number, staff=gao, at=now())
    [finding] = rules.decision_table()
    assert finding.level is Level.WARNING and "the file of the rule packs differs" in finding.text
    told = StringIO()
    call_command("strategy", "show", stdout=told)
    assert told.getvalue() == Proposal.objects.get().text


def test_a_file_is_replayed_over_past_days(shorter: Path, tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    Team.objects.create(code="one", name="One")
    at, on = now(), date(2026, 3, 1)
    write_day(on, [an_account("a1", on, 40), an_account("b1", on, 10)])
    run_night(on, at=at)
    told = StringIO()
    asked = ("strategy", "replay", str(shorter), "--from", "2026-03-01", "--to", "2026-03-02")
    call_command(*asked, stdout=told, stderr=StringIO())
    assert "0 of 2 cases on 1 days would be treated differently" in told.getvalue()
    assert "Paid within 30 days (%): history can't tell" in told.getvalue()
    every = StringIO()
    call_command(*asked, "--json", stdout=every, stderr=StringIO())
    assert Replayed.from_dict(json.loads(every.getvalue())).cases == 2
    with pytest.raises(CommandError, match="no night was run"):
        call_command("strategy", "replay", str(shorter), "--from", "2025-03-01",
                     "--to", "2025-03-02", stderr=StringIO())  # fmt: skip
