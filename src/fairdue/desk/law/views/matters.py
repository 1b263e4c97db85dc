"""Matters: the list with the nearest deadlines, and each matter's page."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.law.presenting import Due, deadline_shown, steps_shown, track
from fairdue.desk.law.stepping import StepShown, shown, take_step
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.steps import history
from fairdue.kernel.refusal import Refused
from fairdue.legal.actions.evidence import open_step_file
from fairdue.legal.models import (
    Approval,
    LimitationAlert,
    Matter,
    MatterStep,
    Road,
    Stage,
)
from fairdue.legal.queries import matters as queries
from fairdue.legal.queries.costs import books_of
from fairdue.legal.queries.proposals import proposed_case_ids
from fairdue.legal.rules.road import EVIDENCE
from fairdue.people.models import Role
from fairdue.people.rules import ALLOWED, may

ROWS = 50
WITHIN = (7, 30)
ALERTS = 50
SEES_CUSTOMERS = ALLOWED["search"]


@require_GET
@for_those_who_may("see_matters")
def matters(request: StaffRequest) -> HttpResponse:
    """Matters by stage, those due first; claims that run out; deadlines nobody could count."""
    today = timezone.localdate(request.now)
    asked = request.GET
    within = int(asked["due"]) if asked.get("due", "").isdecimal() else None
    narrowed = queries.Filter(
        stage=asked.get("stage", "open"),
        officer=asked.get("officer", ""),
        due_within_days=within,
    )
    rows, total = queries.matters(
        request.user, narrowed, today, offset=(page_number(request) - 1) * ROWS, limit=ROWS
    )
    counted = queries.counts_by_stage(request.user)
    is_inside = request.user.role != Role.COUNSEL
    return render(
        request,
        "desk/law/matters.html",
        {
            "rows": [(row, Due(getattr(row, "next_on", None))) for row in rows],
            "narrowed": narrowed,
            "stages": [
                ("open", pgettext_lazy("matters", "Open"), counted["open"]),
                ("waiting", Approval.WAITING.label, counted["waiting"]),
                *((each.value, each.label, counted.get(each.value, 0)) for each in Stage),
            ],
            "within": WITHIN,
            "today": today,
            "is_inside": is_inside,
            "may_open": may(request.user, "open_matter"),
            "proposed": len(proposed_case_ids()) if may(request.user, "open_matter") else 0,
            "alerts": _alerts() if is_inside else [],
            "without_a_day": [
                (row, deadline_shown(row)) for row in queries.deadlines_without_a_day(request.user)
            ],
            "paging": paging(request, total, ROWS),
        },
    )


def _alerts() -> list[LimitationAlert]:
    rows = LimitationAlert.objects.filter(answered_at=None).select_related("customer", "account")
    return list(rows.order_by("last_day", "pk")[:ALERTS])


@require_GET
@for_those_who_may("see_matters")
def matter(request: StaffRequest, matter_id: int) -> HttpResponse:
    """One matter: its road and approvals, what happened, deadlines, money, what is left to do."""
    return _page(request, _found(request, matter_id))


@require_POST
@for_those_who_may("conduct_matter", "approve_matter", "book_costs", "open_matter")
def step(request: StaffRequest, matter_id: int, name: str) -> HttpResponse:
    """Take one step with a matter."""
    refused = take_step(request, _found(request, matter_id), name)
    if refused is None:
        return redirect("matter", matter_id)
    return _page(request, _found(request, matter_id), refused)


@require_POST
@for_those_who_may("see_matters")
def step_file(request: StaffRequest, matter_id: int, step_id: int) -> HttpResponseBase:
    """The paper given with a step, which the journal tells of."""
    _found(request, matter_id)
    row = MatterStep.objects.filter(pk=step_id, matter_id=matter_id).exclude(file_path="").first()
    if row is None:
        raise Http404
    try:
        file = open_step_file(step_id=row.pk, staff=request.user, at=request.now)
    except Refused:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=row.file_name or f"step-{row.pk}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(request: StaffRequest, matter_id: int) -> Matter:
    found = queries.matter_for(request.user, matter_id)
    if found is None:
        raise Http404(f"there is no matter {matter_id} for {request.user.username}")
    return found


def _page(request: StaffRequest, found: Matter, refused: StepShown | None = None) -> HttpResponse:
    today = timezone.localdate(request.now)
    rows = queries.steps_of(found.pk)
    steps = shown(found, request.user, refused, today)
    figures = found.road_figures.get("roads", {})
    books = books_of(found)
    return render(
        request,
        "desk/law/matter.html",
        {
            "matter": found,
            "stage": Stage(found.stage).label,
            "road": Road(found.road).label,
            "approval": Approval(found.approval).label,
            "track": track(found, rows),
            "steps": [each for each in steps if each.step.group != "money"],
            "money_steps": [each for each in steps if each.step.group == "money"],
            "happened": steps_shown(rows),
            "deadlines": [deadline_shown(row) for row in queries.deadlines_of(found.pk)],
            "approvals": queries.approvals_of(found),
            "accounts": queries.accounts_of(found),
            "books": books,
            "figures": [
                (road.label, figures[road], road == found.road) for road in Road if road in figures
            ],
            "best": found.road_figures.get("best", ""),
            "evidence": [EVIDENCE[name] for name in found.evidence if name in EVIDENCE],
            "history": history(f"matter:{found.pk}", found.customer_id)
            if request.user.role != Role.COUNSEL
            else [],
            "sees_customer": request.user.role in SEES_CUSTOMERS,
            "is_inside": request.user.role != Role.COUNSEL,
            "may_open": may(request.user, "open_matter"),
            "today": today,
            "tab": "matter",
        },
    )
