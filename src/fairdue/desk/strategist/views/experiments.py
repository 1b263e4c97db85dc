"""Experiments: planned with an approved version, rolled out in stages, watched, stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.strategist.experimenting import (
    LIVE,
    experiment_context,
    experiment_or_404,
    shown,
)
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may
from fairdue.strategy.actions import (
    ask_for_promotion,
    end_experiment,
    pause_experiment,
    plan_experiment,
    promote_experiment,
    raise_stage,
    resume_experiment,
    start_experiment,
    stop_experiment,
)
from fairdue.strategy.models import Experiment, Measure
from fairdue.strategy.queries import Standing, approved_versions
from fairdue.strategy.rules.experiments import USUAL_STAGES

Step = Callable[[StaffRequest, int], Any]


def _start(request: StaffRequest, number: int) -> None:
    start_experiment(number, staff=request.user, at=request.now, share=_share(request))


def _raise(request: StaffRequest, number: int) -> None:
    raise_stage(number, share=_share(request) or 0, staff=request.user, at=request.now)


def _pause(request: StaffRequest, number: int) -> None:
    pause_experiment(number, because=_said(request), staff=request.user, at=request.now)


def _resume(request: StaffRequest, number: int) -> None:
    resume_experiment(number, staff=request.user, at=request.now)


def _stop(request: StaffRequest, number: int) -> None:
    stop_experiment(number, because=_said(request), staff=request.user, at=request.now)


def _end(request: StaffRequest, number: int) -> None:
    end_experiment(number, because=_said(request), staff=request.user, at=request.now)


def _ask(request: StaffRequest, number: int) -> None:
    ask_for_promotion(number, because=_said(request), staff=request.user, at=request.now)


def _promote(request: StaffRequest, number: int) -> None:
    promote_experiment(number, staff=request.user, at=request.now)


STEPS: dict[str, tuple[Step, str | Promise]] = {
    "start": (_start, _("Running. The next night treats this share by the challenger.")),
    "raise": (_raise, _("Raised. The next night treats this share by the challenger.")),
    "pause": (_pause, _("Paused. From the next night on the champion treats everybody.")),
    "resume": (_resume, _("Running again, with the same customers.")),
    "stop": (_stop, _("Stopped. From the next night on the champion treats everybody.")),
    "end": (_end, _("Closed.")),
    "ask": (_ask, _("Proposed. Somebody else has to agree.")),
    "promote": (_promote, _("Promoted. The challenger decides for everybody from now on.")),
}
"""What can be done to an experiment. The actions ask again who may."""


@require_GET
@for_those_who_may("see_strategy")
def experiments(request: StaffRequest) -> HttpResponse:
    """Every experiment, those under way first."""
    found = Experiment.objects.select_related("champion", "challenger").order_by("-planned_at")
    known = [shown(each, request) for each in found]
    tried = {each.proposal_id for each in found}
    return render(
        request,
        "desk/strategist/experiments.html",
        {
            "open": [each for each in known if not each.experiment.ended_at],
            "closed": [each for each in known if each.experiment.ended_at],
            "waiting": [
                each
                for each in approved_versions(request.now)
                if each.standing is Standing.WAITING and each.proposal_id not in tried
            ],
            "writes": may(request.user, "edit_strategy"),
        },
    )


@require_GET
@for_those_who_may("see_strategy")
def experiment(request: StaffRequest, experiment_id: int) -> HttpResponse:
    """One experiment: its arms, its stages, what was found, what would stop it, what was done."""
    found = experiment_or_404(experiment_id)
    return render(request, "desk/strategist/experiment.html", experiment_context(found, request))


@for_those_who_may("edit_strategy")
def plan(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Roll an approved version out to a share of customers: the form, and what it does."""
    found = next(
        (each for each in approved_versions(request.now) if each.proposal_id == proposal_id), None
    )
    if found is None:
        raise Http404(f"no approved proposal {proposal_id}")
    if request.method == "POST":
        try:
            begun = _planned(request, proposal_id)
        except Refused as refused:
            _say(request, refused)
        else:
            messages.success(request, str(STEPS["start"][1]))
            return redirect("experiment", begun.pk)
    return render(
        request,
        "desk/strategist/experiment_plan.html",
        {
            "version": found,
            "given": request.POST,
            "measures": [(str(one), one.label) for one in Measure],
            "stages": [(one, f"{one / 10:g}%") for one in USUAL_STAGES],
            "share": request.POST.get("share", "100"),
            "running": Experiment.objects.filter(state__in=LIVE).count(),
        },
    )


@require_POST
@for_those_who_may("edit_strategy", "approve_strategy")
def step(request: StaffRequest, experiment_id: int, name: str) -> HttpResponse:
    """One step of an experiment's way."""
    experiment_or_404(experiment_id)
    if name not in STEPS:
        raise Http404(f"no step {name!r}")
    action, done = STEPS[name]
    try:
        action(request, experiment_id)
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, str(done))
    return redirect("experiment", experiment_id)


def _planned(request: StaffRequest, proposal_id: int) -> Experiment:
    with transaction.atomic():
        planned = plan_experiment(
            name=request.POST.get("name", ""),
            proposal_id=proposal_id,
            hypothesis=request.POST.get("hypothesis", ""),
            measure=request.POST.get("measure", ""),
            staff=request.user,
            at=request.now,
        )
        return start_experiment(
            planned.pk, staff=request.user, at=request.now, share=_share(request)
        )


def _share(request: StaffRequest) -> int | None:
    given = request.POST.get("share", "")
    return int(given) if given.isdecimal() else None


def _said(request: StaffRequest) -> str:
    return request.POST.get("note", "")


def _say(request: StaffRequest, refused: Refused) -> None:
    messages.error(request, refused.text.in_language(get_language() or "en"))
