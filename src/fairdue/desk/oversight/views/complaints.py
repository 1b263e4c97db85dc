"""Complaints: the list with its clocks, and each complaint's page with the steps left to take."""

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
from fairdue.compliance.models import Complexity
from fairdue.compliance.queries import ComplaintFacts, ComplaintState
from fairdue.contact import queries as contact
from fairdue.contact.figures import permit_by_id
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.record_forms import (
    ComplexityForm,
    FaultForm,
    NothingForm,
    OwnerForm,
    ReasonForm,
    RemedyForm,
)
from fairdue.desk.oversight.steps import Step, StepShown, history, shown, take_step
from fairdue.desk.templatetags.desk import day_and_clock
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

ROWS = 50
ATTEMPTS_OFFERED = 50
NOBODY = "-"
"""Stands in the address for complaints that nobody has taken."""


def _take(complaint_id: int, sent: dict[str, Any], **who: Any) -> object:
    return actions.take_complaint(complaint_id=complaint_id, owner=sent["owner"], **who)


def _acknowledge(complaint_id: int, _sent: dict[str, Any], **who: Any) -> object:
    return actions.acknowledge_complaint(complaint_id=complaint_id, **who)


def _judge(complaint_id: int, sent: dict[str, Any], **who: Any) -> object:
    return actions.judge_complexity(complaint_id=complaint_id, **sent, **who)


def _ask(complaint_id: int, sent: dict[str, Any], **who: Any) -> object:
    return actions.ask_extension(complaint_id=complaint_id, reason=sent["reason"], **who)


def _approve(complaint_id: int, _sent: dict[str, Any], **who: Any) -> object:
    return actions.approve_extension(complaint_id=complaint_id, **who)


def _decide(complaint_id: int, sent: dict[str, Any], **who: Any) -> object:
    what, owner, due_on = (sent[name] for name in ("remedy", "remedy_owner", "remedy_due_on"))
    if what and due_on is None:
        raise Refused(Text("Say by when it will be put right.", "请填写补救措施的完成日期。"))
    return actions.decide_complaint(
        complaint_id=complaint_id,
        decision=sent["decision"],
        reason=sent["reason"],
        remedy=actions.Remedy(what, owner, due_on) if what else None,
        **who,
    )


def _answer(complaint_id: int, _sent: dict[str, Any], **who: Any) -> object:
    return actions.answer_complaint(complaint_id=complaint_id, **who)


def _complete(complaint_id: int, _sent: dict[str, Any], **who: Any) -> object:
    return actions.complete_remedy(complaint_id=complaint_id, **who)


def _withdraw(complaint_id: int, sent: dict[str, Any], **who: Any) -> object:
    return actions.withdraw_complaint(complaint_id=complaint_id, reason=sent["reason"], **who)


def _link(complaint_id: int, sent: dict[str, Any], **who: Any) -> object:
    found = compliance.complaint(complaint_id)
    permit = permit_by_id(sent["permit_id"]) if sent["permit_id"] else None
    whose = permit.customer_id if permit else None
    if found is not None and sent["permit_id"] and whose != found.customer_id:
        raise Refused(Text("This is not a permit of the customer's.", "该许可不属于此客户。"))
    fault = actions.Fault(**(sent | {"attempt_id": sent["attempt_id"] or None}))
    return actions.link_fault(complaint_id=complaint_id, fault=fault, **who)


STEPS = {
    step.name: step
    for step in (
        Step("take", _("Handled by"), OwnerForm, _take, _("Someone sees to it now.")),
        Step(
            "acknowledge",
            _("Confirm receipt"),
            NothingForm,
            _acknowledge,
            _("Receipt is confirmed."),
            hint=_("The customer was told that the complaint arrived."),
        ),
        Step(
            "judge", _("Simple or complex"), ComplexityForm, _judge, _("The deadline is set anew.")
        ),
        Step(
            "extend",
            _("Ask for more time"),
            ReasonForm,
            _ask,
            _("Someone else must approve it now."),
        ),
        Step(
            "approve",
            _("Approve more time"),
            NothingForm,
            _approve,
            _("More time is approved; the deadline is set anew."),
        ),
        Step("decide", _("Decide"), RemedyForm, _decide, _("The complaint is decided."), True),
        Step(
            "answer",
            pgettext_lazy("complaint", "The customer has the answer"),
            NothingForm,
            _answer,
            _("The complaint is answered; its pause is over."),
            True,
        ),
        Step(
            "remedy", _("It is put right"), NothingForm, _complete, _("The remedy is done."), True
        ),
        Step("link", _("What was at fault"), FaultForm, _link, _("What was at fault is noted.")),
        Step(
            "withdraw",
            _("Withdrawn by the customer"),
            ReasonForm,
            _withdraw,
            _("The complaint is withdrawn."),
        ),
    )
}


def offered(found: ComplaintFacts, username: str) -> list[str]:
    """The steps that make sense now, the likeliest first."""
    if found.state == ComplaintState.REMEDY:
        return ["remedy"]
    if not found.is_open:
        return []
    if found.is_decided:
        return ["answer", *(["remedy"] if found.remedy and not found.remedied_at else []), "link"]
    steps = [] if found.acknowledged_at else ["acknowledge"]
    steps += ["take"] if not found.owner else []
    if found.extension_waits and found.extension_asked_by != username:
        steps.append("approve")
    steps.append("decide")
    if not found.extension_approved_by:
        steps.append("judge")
    if found.complexity == Complexity.COMPLEX and not found.extension_asked_by:
        steps.append("extend")
    return [*steps, *(["take"] if found.owner else []), "link", "withdraw"]


@require_GET
@for_those_who_may("handle_complaint")
def complaints(request: StaffRequest) -> HttpResponse:
    """Complaints by state, those due first, and what is near for whoever looks."""
    today = timezone.localdate(request.now)
    state, owner = request.GET.get("state", ""), request.GET.get("owner", "")
    overdue = request.GET.get("overdue", "") == "1"
    rows, total = compliance.complaints(
        state,
        today=today,
        owner={"": None, NOBODY: ""}.get(owner, owner),
        overdue=overdue,
        offset=(page_number(request) - 1) * ROWS,
        limit=ROWS,
    )
    counted = compliance.complaints_by_state()
    states = [("", pgettext_lazy("complaint", "Open"), counted[""])]
    states += [(each.value, each.label, counted[each.value]) for each in ComplaintState]
    return render(
        request,
        "desk/oversight/complaints.html",
        {
            "rows": rows,
            "state": state,
            "states": states,
            "owner": owner,
            "nobody": NOBODY,
            "overdue": overdue,
            "overdue_total": compliance.overdue_complaints(today),
            "mine": compliance.complaints_due(request.user.username, today),
            "today": today,
            "paging": paging(request, total, ROWS),
        },
    )


@require_GET
@for_those_who_may("handle_complaint")
def complaint(request: StaffRequest, complaint_id: int) -> HttpResponse:
    """One complaint: what it says, its clock, what was at fault, what is left to do."""
    return _page(request, _found(complaint_id))


@require_POST
@for_those_who_may("handle_complaint")
def step(request: StaffRequest, complaint_id: int, name: str) -> HttpResponse:
    """Take one step with a complaint."""
    found = _found(complaint_id)
    refused = take_step(request, STEPS, name, complaint_id, _attempts(found))
    if refused is None:
        return redirect("complaint", complaint_id)
    return _page(request, _found(complaint_id), refused)


def _found(complaint_id: int) -> ComplaintFacts:
    found = compliance.complaint(complaint_id)
    if found is None:
        raise Http404(f"there is no complaint {complaint_id}")
    return found


def _attempts(found: ComplaintFacts) -> list[tuple[int, str]]:
    """The customer's contacts, as number and text."""
    return [
        (each.id, f"{day_and_clock(each.made_at)} {each.value_masked}")
        for each in contact.attempts_of(found.customer_id, ATTEMPTS_OFFERED)
    ]


def _page(
    request: StaffRequest, found: ComplaintFacts, refused: StepShown | None = None
) -> HttpResponse:
    attempts = _attempts(found)
    initial = {
        "owner": found.owner or request.user.username,
        "remedy_owner": request.user.username,
        "complexity": found.complexity,
        "attempt_id": found.attempt_id,
        "permit_id": found.permit_id,
        "template": found.template,
        "strategy_table": found.strategy_table,
        "strategy_row": found.strategy_row,
    }
    return render(
        request,
        "desk/oversight/complaint.html",
        {
            "each": found,
            "attempt": dict(attempts).get(found.attempt_id or 0, ""),
            "steps": shown(
                STEPS, offered(found, request.user.username), refused, initial, attempts
            ),
            "history": history(f"complaint:{found.id}", found.customer_id),
            "today": timezone.localdate(request.now),
        },
    )
