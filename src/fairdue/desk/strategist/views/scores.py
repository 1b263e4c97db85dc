"""Scores: the models, training one, a model's card, approving and retiring it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.delinquency.columns import STANDING_DATASET
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.strategist.score_cards import ModelLine, card_of, line_of
from fairdue.engine.lake import lake
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.nightly.jobs import ask_for_training
from fairdue.nightly.scoring import progress
from fairdue.people.rules import may
from fairdue.strategy.actions.scores import approve_model, retire_model
from fairdue.strategy.columns.scoring import openmp_missing
from fairdue.strategy.models import ScoreModel
from fairdue.strategy.queries.scores import models
from fairdue.strategy.rules.scores import MEANINGS, Meaning, Target

POLL_SECONDS = 2
MODELS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class TargetShown:
    """One score: what it says, the live model, and what is missing where there is none."""

    target: Target
    meaning: Meaning
    live: ModelLine | None
    waiting: ModelLine | None
    missing: Text | None


@require_GET
@for_those_who_may("see_strategy")
def scores(request: StaffRequest) -> HttpResponse:
    """All scores with their live models, and all models."""
    lines = [line_of(row, request.now) for row in models()[:MODELS_SHOWN]]
    context = _progress(request) | {
        "targets": [_target(target, lines) for target in Target],
        "lines": lines,
        "any_night": bool(lake().days(STANDING_DATASET)),
        "library_missing": openmp_missing(),
    }
    return render(request, "desk/strategist/scores.html", context)


@require_GET
@for_those_who_may("see_strategy")
def training(request: StaffRequest) -> HttpResponse:
    """How far the training has come; once it ended, the page is loaded again."""
    context = _progress(request)
    told = context["progress"]
    response = render(request, "desk/strategist/training.html", context)
    if isinstance(told, progress.TrainingProgress) and not told.is_under_way:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@for_those_who_may("edit_strategy")
def train(request: StaffRequest) -> HttpResponse:
    """Ask the worker to train every score."""
    if not lake().days(STANDING_DATASET):
        messages.error(request, _("Run a night first: there is nothing to learn from."))
    elif ask_for_training(request.user.username, request.now):
        messages.success(request, _("Training was asked for."))
    else:
        messages.warning(request, _("A training is already asked for or running."))
    return redirect("scores")


@require_GET
@for_those_who_may("see_strategy")
def model(request: StaffRequest, model_id: int) -> HttpResponse:
    """A model's card."""
    row = get_object_or_404(ScoreModel, pk=model_id)
    card = card_of(row, request.now, get_language() or "en")
    approves = may(request.user, "approve_strategy")
    return render(
        request,
        "desk/strategist/score_model.html",
        {
            "card": card,
            "row": row,
            "may_approve": approves
            and card.line.state == "waiting"
            and row.trained_by != request.user.username,
            "own": approves
            and card.line.state == "waiting"
            and row.trained_by == request.user.username,
            "may_retire": approves and card.line.state in ("live", "waiting"),
        },
    )


@require_POST
@for_those_who_may("approve_strategy")
def approve(request: StaffRequest, model_id: int) -> HttpResponse:
    """Let a model score from the next night on."""
    get_object_or_404(ScoreModel, pk=model_id)
    try:
        approve_model(model_id, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("The model is live from the next night on."))
    return redirect("score-model", model_id)


@require_POST
@for_those_who_may("approve_strategy")
def retire(request: StaffRequest, model_id: int) -> HttpResponse:
    """Stop a model, or turn one down."""
    get_object_or_404(ScoreModel, pk=model_id)
    reason = request.POST.get("reason", "")
    try:
        retire_model(model_id, reason=reason, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("The model scores no more."))
    return redirect("score-model", model_id)


def _target(target: Target, lines: list[ModelLine]) -> TargetShown:
    of_target = [line for line in lines if line.row.target == target]
    told = progress.FILE.read()
    missing = dict(told.missing).get(target) if told else None
    return TargetShown(
        target,
        MEANINGS[target],
        next((line for line in of_target if line.state == "live"), None),
        next((line for line in of_target if line.state == "waiting"), None),
        Text(**missing) if missing else None,
    )


def _progress(request: StaffRequest) -> dict[str, object]:
    return {
        "progress": progress.FILE.read(),
        "poll_seconds": POLL_SECONDS,
        "may_train": may(request.user, "edit_strategy"),
    }
