"""The pages of scores: models, a model's card, approving, retiring, asking for training."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.engine.lake import lake
from fairdue.nightly.scoring import progress
from fairdue.nightly.scoring.jobs import run_training
from fairdue.nightly.scoring.progress import State
from fairdue.people.models import Role
from fairdue.strategy.actions.scores import keep_fairness, keep_model
from fairdue.strategy.columns import fairness, fitting
from fairdue.strategy.models import ScoreModel
from fairdue.strategy.queries.scores import live_row
from fairdue.strategy.rules.features import FEATURES
from fairdue.strategy.rules.scores import Target
from fairdue.strategy.tests.score_worlds import BLOCKS, learnable

AT = datetime(2026, 3, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def fitted() -> fitting.Fitted:
    return fitting.fit(Target.PAY, learnable(300), BLOCKS, tuple(FEATURES), 20)


@pytest.fixture
def model(fitted: fitting.Fitted) -> ScoreModel:
    return keep_model(fitted, as_of=date(2026, 3, 1), actor="somebody", at=AT)


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


def page(client: Client, name: str, *arguments: object, language: str = "en") -> str:
    response = client.get(reverse(name, args=arguments), headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_without_models_the_page_says_what_is_needed(as_role: SignIn) -> None:
    shown = page(as_role(Role.STRATEGIST), "scores")
    assert "No model was trained yet" in shown and "about four months of files" in shown
    assert "尚未训练过模型" in page(as_role(Role.STRATEGIST), "scores", language="zh-hans")


def test_a_card_shows_figures_days_reasons_and_what_is_not_measured(
    as_role: SignIn, model: ScoreModel
) -> None:
    shown = page(as_role(Role.LEAD), "score-model", model.pk)
    auc = model.card["measured"]["auc"]
    assert f"{auc['value']:.3f}" in shown and f"{auc['low']:.3f} – {auc['high']:.3f}" in shown
    assert "1 Mar" in shown and "<svg" in shown
    assert "fairdue scores fairness FILE" in shown
    assert "No night has scored by this model yet" in shown
    assert "Approve" not in shown.replace("Approved by", ""), "a lead may not"
    zh = page(as_role(Role.LEAD), "score-model", model.pk, language="zh-hans")
    assert "账龄段" in zh and "尚未评估" in zh


def test_a_card_shows_fairness_by_group(
    as_role: SignIn, model: ScoreModel, fitted: fitting.Fitted
) -> None:
    rows = learnable(300).filter(pl.col("day") == BLOCKS.test[0])
    judged = fitting.judged_rows(rows, rows["bucket"].to_numpy() / 10)
    groups = pl.DataFrame({"sex": ["f", "m"] * 150})
    keep_fairness(model, fairness.compare(groups, judged), actor="somebody", at=AT)
    shown = page(as_role(Role.COMPLIANCE), "score-model", model.pk)
    assert "Sex: the score ranks" in shown and "300 accounts of the hold-out" in shown


def test_another_person_approves_and_anyone_who_may_retires_with_a_reason(
    as_role: SignIn, model: ScoreModel
) -> None:
    client = as_role(Role.STRATEGIST)
    assert "Awaiting approval" in page(client, "score-model", model.pk)
    client.post(reverse("score-model-approve", args=[model.pk]))
    model.refresh_from_db()
    assert model.approved_at is not None and live_row(Target.PAY, model.approved_at) == model
    assert "Retire" in page(client, "score-model", model.pk)
    client.post(reverse("score-model-retire", args=[model.pk]), {"reason": ""})
    model.refresh_from_db()
    assert model.retired_at is None
    client.post(reverse("score-model-retire", args=[model.pk]), {"reason": "it drifted"})
    model.refresh_from_db()
    assert model.retired_at is not None
    assert "it drifted" in page(client, "score-model", model.pk)


def test_one_s_own_model_can_not_be_approved(as_role: SignIn, fitted: fitting.Fitted) -> None:
    client = as_role(Role.STRATEGIST)
    name = client.get(reverse("scores")).context["user"].username
    own = keep_model(fitted, as_of=date(2026, 3, 1), actor=name, at=AT)
    assert "somebody else has to approve it" in page(client, "score-model", own.pk)
    client.post(reverse("score-model-approve", args=[own.pk]))
    own.refresh_from_db()
    assert own.approved_at is None


def test_an_unknown_model_is_not_found(as_role: SignIn) -> None:
    assert as_role(Role.STRATEGIST).get(reverse("score-model", args=[7])).status_code == 404


def test_training_is_asked_for_once_and_its_answer_is_shown(as_role: SignIn) -> None:
    client = as_role(Role.STRATEGIST)
    client.post(reverse("scores-train"))
    assert progress.FILE.read() is None, "no night has run"
    day = date(2026, 3, 1)
    with lake().write_day("standing", day, {}):
        pass
    client.post(reverse("scores-train"))
    told = progress.FILE.read()
    assert told is not None and told.state is State.WAITING
    again = client.post(reverse("scores-train"), follow=True)
    assert "already asked for" in again.content.decode()
    assert "waiting for the worker" in page(client, "scores-training")
    run_training(asked_by="somebody", at=AT.isoformat(), as_of=str(day))
    done = progress.FILE.read()
    assert done is not None and done.state is State.DONE and not done.trained
    assert "So far 0 days are known through" in page(client, "scores")
    assert "目前结果已知的日期有0天" in page(client, "scores", language="zh-hans")
