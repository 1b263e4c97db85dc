"""`fairdue scores`, and what the doctor says of its library."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from fairdue.config.doctor import Level, machine
from fairdue.engine.lake import lake
from fairdue.people.models import Role, Staff
from fairdue.strategy.actions.scores import keep_model
from fairdue.strategy.columns import fitting
from fairdue.strategy.rules.features import FEATURES
from fairdue.strategy.rules.scores import Target
from fairdue.strategy.tests.score_worlds import BLOCKS, learnable

AT = datetime(2026, 3, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> Any:
    settings.VAR = tmp_path
    with translation.override("en"):
        yield


def said(*arguments: str) -> str:
    told = StringIO()
    call_command("scores", *arguments, stdout=told)
    return told.getvalue()


def test_training_before_any_night_says_so() -> None:
    with pytest.raises(CommandError, match="no night has run yet"):
        said("train")


def test_training_says_per_score_what_is_missing() -> None:
    with lake().write_day("standing", date(2026, 3, 1), {}):
        pass
    told = said("train", "--as-of", "2026-03-01", "--target", "will_pay")
    assert told.startswith("will_pay: Training needs three stretches")


def test_only_a_strategist_trains_by_name() -> None:
    Staff.objects.create(username="officer", role=Role.COMPLIANCE)
    with pytest.raises(CommandError, match="Your role may not"):
        said("train", "--as", "officer")
    with pytest.raises(CommandError, match="nobody by that name"):
        said("train", "--as", "nobody")


def test_lists_models_with_their_state_and_figures() -> None:
    assert "no model was trained yet" in said("list")
    fitted = fitting.fit(Target.PAY, learnable(300), BLOCKS, tuple(FEATURES), 20)
    model = keep_model(fitted, as_of=date(2026, 3, 1), actor="xu", at=AT)
    told = said("list")
    assert model.version in told and "awaiting approval" in told and "AUC 0." in told


def test_fairness_refuses_a_file_that_can_not_be_used(tmp_path: Path) -> None:
    file = tmp_path / "groups.csv"
    file.write_text("ref\n1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="needs a column account_ref"):
        said("fairness", str(file))
    file.write_text("account_ref,sex\n1,f\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no such model"):
        said("fairness", str(file))


def test_the_doctor_says_when_the_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    (fine,) = machine.score_library()
    assert fine.level is Level.OK
    monkeypatch.setattr(machine, "openmp_missing", lambda: "libgomp.so.1: cannot open")
    (found,) = machine.score_library()
    assert found.level is Level.WARNING and "libgomp.so.1" in found.text
    assert "apt-get install libgomp1" in found.mend
