"""Disputes: the list with its clocks, and each dispute's page with the steps left to take."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fairdue.compliance import actions
from fairdue.compliance import queries as compliance
from fairdue.compliance.queries import DisputeFacts, DisputeState
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.record_forms import DecisionForm, NothingForm, OwnerForm, ReasonForm
from fairdue.desk.oversight.steps import Step, StepShown, history, shown, take_step

ROWS = 50


def _take(dispute_id: int, sent: dict[str, Any], **who: Any) -> object:
    return actions.take_dispute(dispute_id=dispute_id, owner=sent["owner"], **who)


def _annotate(dispute_id: int, _sent: dict[str, Any], **who: Any) -> object:
    return actions.take_step(dispute_id=dispute_id, step="annotated_at", **who)


def _verify(dispute_id: int, _sent: dict[str, Any], **who: Any) -> object:
    return actions.take_step(dispute_id=dispute_id, step="verification_started_at", **who)


def _investigate(dispute_id: int, _sent: dict[str, Any], **who: Any) -> object:
    return actions.take_step(dispute_id=dispute_id, step="investigated_at", **who)


def _decide(dispute_id: int, sent: dict[str, Any], **who: Any) -> object:
    return actions.decide_dispute(dispute_id=dispute_id, **sent, **who)


def _answer(dispute_id: int, _sent: dict[str, Any], **who: Any) -> object:
    return actions.answer_dispute(dispute_id=dispute_id, **who)


def _withdraw(dispute_id: int, sent: dict[str, Any], **who: Any) -> object:
    return actions.withdraw_dispute(dispute_id=dispute_id, reason=sent["reason"], **who)


STEPS = {
    step.name: step
    for step in (
        Step("take", _("Handled by"), OwnerForm, _take, _("Someone sees to it now.")),
        Step(
            "annotate",
            _("The account is annotated"),
            NothingForm,
            _annotate,
            _("Noted: the account is marked as disputed."),
        ),
        Step(
            "verify",
            _("Verification has begun"),
            NothingForm,
            _verify,
            _("Noted: verification has begun."),
        ),
        Step(
            "investigate",
            _("The investigation is done"),
            NothingForm,
            _investigate,
            _("Noted: the investigation is done."),
            True,
        ),
        Step("decide", _("Decide"), DecisionForm, _decide, _("The dispute is decided."), True),
        Step(
            "answer",
            pgettext_lazy("dispute", "The customer has the answer"),
            NothingForm,
            _answer,
            _("The dispute is answered; what it stopped goes on."),
            True,
        ),
        Step(
            "withdraw",
            _("Withdrawn by the customer"),
            ReasonForm,
            _withdraw,
            _("The dispute is withdrawn; what it stopped goes on."),
        ),
    )
}


def offered(found: DisputeFacts) -> list[str]:
    """The steps that make sense now, the likeliest first."""
    if not found.is_open:
        return []
    if found.decision:
        return ["answer", "withdraw"]
    steps = [] if found.owner else ["take"]
    steps += [] if found.annotated_at else ["annotate"]
    steps += [] if found.verification_started_at else ["verify"]
    steps.append("decide" if found.investigated_at else "investigate")
    return [*steps, *(["take"] if found.owner else []), "withdraw"]


@require_GET
@for_those_who_may("handle_dispute")
def disputes(request: StaffRequest) -> HttpResponse:
    """Disputes by state, those due first."""
    state = request.GET.get("state", "")
    rows, total = compliance.disputes(state, offset=(page_number(request) - 1) * ROWS, limit=ROWS)
    counted = compliance.disputes_by_state()
    states = [("", pgettext_lazy("complaint", "Open"), counted[""])]
    states += [(each.value, each.label, counted[each.value]) for each in DisputeState]
    return render(
        request,
        "desk/oversight/disputes.html",
        {
            "rows": rows,
            "state": state,
            "states": states,
            "today": timezone.localdate(request.now),
            "paging": paging(request, total, ROWS),
        },
    )


@require_GET
@for_those_who_may("handle_dispute")
def dispute(request: StaffRequest, dispute_id: int) -> HttpResponse:
    """One dispute: what is contested, its clock, what is left to do."""
    return _page(request, _found(dispute_id))


@require_POST
@for_those_who_may("handle_dispute")
def step(request: StaffRequest, dispute_id: int, name: str) -> HttpResponse:
    """Take one step with a dispute."""
    _found(dispute_id)
    refused = take_step(request, STEPS, name, dispute_id)
    if refused is None:
        return redirect("dispute", dispute_id)
    return _page(request, _found(dispute_id), refused)


def _found(dispute_id: int) -> DisputeFacts:
    found = compliance.dispute(dispute_id)
    if found is None:
        raise Http404(f"there is no dispute {dispute_id}")
    return found


def _page(
    request: StaffRequest, found: DisputeFacts, refused: StepShown | None = None
) -> HttpResponse:
    initial = {"owner": found.owner or request.user.username}
    return render(
        request,
        "desk/oversight/dispute.html",
        {
            "each": found,
            "steps": shown(STEPS, offered(found), refused, initial),
            "history": history(f"dispute:{found.id}", found.customer_id),
            "today": timezone.localdate(request.now),
        },
    )
