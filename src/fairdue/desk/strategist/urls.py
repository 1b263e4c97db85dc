"""Addresses of the strategist's pages, below strategy/."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.strategist.views import (
    capacity,
    editor,
    effects,
    experiments,
    proposals,
    replays,
    scores,
    tables,
)

urlpatterns: list[URLPattern] = [
    path("", tables.tables, name="strategy"),
    path("versions/<int:version_id>/", tables.version, name="table-version"),
    path("versions/<int:version_id>/back/", proposals.back, name="version-back"),
    path("activations/<int:activation_id>/cancel/", proposals.cancel, name="activation-cancel"),
    path("proposals/start/", proposals.start, name="proposal-start"),
    path("proposals/<int:proposal_id>/", editor.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/cell/", editor.cell, name="proposal-cell"),
    path("proposals/<int:proposal_id>/rows/", editor.rows, name="proposal-rows"),
    path("proposals/<int:proposal_id>/columns/", editor.columns, name="proposal-columns"),
    path("proposals/<int:proposal_id>/checks/", editor.checks, name="proposal-checks"),
    path("proposals/<int:proposal_id>/effect/", effects.effect, name="proposal-effect"),
    path("proposals/<int:proposal_id>/touched/", effects.touched, name="proposal-touched"),
    path("proposals/<int:proposal_id>/text/", editor.text, name="proposal-text"),
    path(
        "proposals/<int:proposal_id>/download/<slug:form>/",
        editor.download,
        name="proposal-download",
    ),
    path("proposals/<int:proposal_id>/roll-out/", experiments.plan, name="experiment-plan"),
    path("proposals/<int:proposal_id>/<slug:name>/", proposals.step, name="proposal-step"),
    path("replays/", replays.replays, name="replays"),
    path("replays/ask/", replays.ask, name="replay-ask"),
    path("replays/<int:number>/", replays.replay, name="replay"),
    path("replays/<int:number>/progress/", replays.under_way, name="replay-progress"),
    path("scores/", scores.scores, name="scores"),
    path("scores/train/", scores.train, name="scores-train"),
    path("scores/training/", scores.training, name="scores-training"),
    path("scores/<int:model_id>/", scores.model, name="score-model"),
    path("scores/<int:model_id>/approve/", scores.approve, name="score-model-approve"),
    path("scores/<int:model_id>/retire/", scores.retire, name="score-model-retire"),
    path("capacity/", capacity.capacity, name="capacity"),
    path("capacity/put/", capacity.put, name="capacity-put"),
    path("experiments/", experiments.experiments, name="experiments"),
    path("experiments/<int:experiment_id>/", experiments.experiment, name="experiment"),
    path("experiments/<int:experiment_id>/<slug:name>/", experiments.step, name="experiment-step"),
]
