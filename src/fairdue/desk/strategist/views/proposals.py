"""A proposal's way: started, submitted, approved by somebody else, activated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.strategist.uploads import uploaded
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.strategy.actions import (
    activate_proposal,
    approve_proposal,
    cancel_activation,
    go_back,
    reject_proposal,
    renew_proposal,
    start_proposal,
    submit_proposal,
    take_back_proposal,
    withdraw_proposal,
)

Step = Callable[[StaffRequest, int], Any]


def _submit(request: StaffRequest, number: int) -> None:
    submit_proposal(number, note=_said(request), staff=request.user, at=request.now)


def _approve(request: StaffRequest, number: int) -> None:
    approve_proposal(number, note=_said(request), staff=request.user, at=request.now)


def _reject(request: StaffRequest, number: int) -> None:
    reject_proposal(number, note=_said(request), staff=request.user, at=request.now)


def _activate(request: StaffRequest, number: int) -> None:
    starts_at = _moment(request)
    activate_proposal(number, starts_at=starts_at, staff=request.user, at=request.now)


def _renew(request: StaffRequest, number: int) -> None:
    both = renew_proposal(number, staff=request.user, at=request.now)
    if both:
        messages.warning(
            request,
            _("Both changed these rows; look at them, the draft's stayed: %(rows)s")
            % {"rows": ", ".join(both)},
        )


STEPS: dict[str, tuple[Step, str | Promise]] = {
    "submit": (_submit, _("Submitted. Somebody who wrote none of it has to approve it now.")),
    "take-back": (
        lambda request, number: take_back_proposal(number, staff=request.user, at=request.now),
        _("It is a draft again."),
    ),
    "renew": (_renew, _("The draft now builds on the version in use.")),
    "withdraw": (
        lambda request, number: withdraw_proposal(number, staff=request.user, at=request.now),
        _("Withdrawn."),
    ),
    "approve": (_approve, _("Approved. It is not live yet: activate it when it should be.")),
    "reject": (_reject, _("Rejected; its writers see why.")),
    "activate": (_activate, _("Activated. Nights decide by it from that moment on.")),
}
"""What can be done to a proposal. The actions ask again who may."""


@require_POST
@for_those_who_may("edit_strategy")
def start(request: StaffRequest) -> HttpResponse:
    """A draft from the table in use, from a file, or from an earlier proposal."""
    try:
        continued = request.POST.get("continues", "")
        begun = start_proposal(
            staff=request.user,
            at=request.now,
            text=uploaded(request),
            continues=int(continued) if continued.isdecimal() else None,
        )
    except Refused as refused:
        _say(request, refused)
        return redirect("strategy")
    return redirect("proposal", begun.pk)


@require_POST
@for_those_who_may("edit_strategy", "approve_strategy")
def step(request: StaffRequest, proposal_id: int, name: str) -> HttpResponse:
    """One step of a proposal's way."""
    if name not in STEPS:
        raise Http404(f"no step {name!r}")
    action, done = STEPS[name]
    try:
        action(request, proposal_id)
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, str(done))
    return redirect("proposal", proposal_id)


@require_POST
@for_those_who_may("approve_strategy")
def cancel(request: StaffRequest, activation_id: int) -> HttpResponse:
    """Take back an activation that has not begun."""
    try:
        cancel_activation(activation_id, staff=request.user, at=request.now)
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("Cancelled; the table in use stays."))
    return redirect("strategy")


@require_POST
@for_those_who_may("approve_strategy")
def back(request: StaffRequest, version_id: int) -> HttpResponse:
    """Go back to a version that was live before."""
    try:
        go_back(version_id, reason=_said(request), staff=request.user, at=request.now)
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("That version is live again from now on."))
    return redirect("strategy")


def _moment(request: StaffRequest) -> datetime | None:
    """When it is to begin; None for now. Raises Refused for what is no moment."""
    given = request.POST.get("starts_at", "").strip()
    if not given or request.POST.get("when") == "now":
        return None
    moment = parse_datetime(given)
    if moment is None:
        raise Refused(Text("Give the day and the time.", "请填写日期和时间。"))
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _said(request: StaffRequest) -> str:
    return request.POST.get("note", "")


def _say(request: StaffRequest, refused: Refused) -> None:
    messages.error(request, refused.text.in_language(get_language() or "en"))
