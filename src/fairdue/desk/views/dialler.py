"""The dialler's page: how it works, starting and stopping it, who sits at it, what it did."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.calls import actions as calls
from fairdue.calls.queries import dialler as queries
from fairdue.calls.queries.calls import operator_is_there
from fairdue.calls.queries.policy import dialler_policy
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused


@require_GET
@for_those_who_may("run_dialler")
def dialler(request: StaffRequest) -> HttpResponseBase:
    """The team's dialler."""
    team = request.user.team
    run = queries.run_of_team(team.pk) if team else None
    context = {
        "team": team,
        "run": run,
        "seats": queries.seats_of(run.pk) if run else [],
        "runs": queries.runs_of(team.pk) if team else [],
        "policy": dialler_policy(request.now),
        "can_dial": operator_is_there(),
    }
    template = "desk/dialler_live.html" if request.htmx else "desk/dialler.html"
    return render(request, template, context)


@require_POST
@for_those_who_may("run_dialler")
def start(request: StaffRequest) -> HttpResponseBase:
    """Start it."""
    return _done(
        request,
        lambda: calls.start(staff=request.user, at=request.now),
        _("The dialler runs. It calls for whoever of the team says ready."),
    )


@require_POST
@for_those_who_may("run_dialler")
def stop(request: StaffRequest) -> HttpResponseBase:
    """Stop it."""
    return _done(
        request,
        lambda: calls.stop(staff=request.user, at=request.now),
        _("The dialler is stopped. Calls that go on are not cut off."),
    )


def _done(request: StaffRequest, act: Callable[[], object], said: str) -> HttpResponseBase:
    try:
        act()
    except Refused as refused:
        messages.warning(request, in_language(refused.text))
    else:
        messages.success(request, said)
    return redirect("dialler")
