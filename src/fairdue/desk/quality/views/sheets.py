"""Score sheets: versions read, written, and approved by two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk import versions
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.quality import presenting
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.quality.actions import scoring as actions
from fairdue.quality.models import SheetVersion
from fairdue.quality.rules.sheets import read

CONTENT_LENGTH_MAX = 50_000
FIELDS = ("title", "items", "id", "ask", "rule", "weight", "critical", "kind", "en", "zh")
"""The order in which a sheet's fields are written."""
STEPS = {
    "submit": actions.submit_sheet,
    "approve": actions.approve_sheet,
    "refuse": actions.refuse_sheet,
}


@require_GET
@for_those_who_may("score_talks")
def sheets(request: StaffRequest) -> HttpResponseBase:
    """All versions, the newest first."""
    found = list(SheetVersion.objects.order_by("-number"))
    context = {
        "versions": [(each, versions.BADGES.get(each.state, "")) for each in found],
        "begins": not any(each.state in ("draft", "submitted") for each in found),
    }
    return render(request, "desk/quality/sheets.html", context)


@require_POST
@for_those_who_may("write_sheet")
def begin(request: StaffRequest) -> HttpResponseBase:
    """Begin a new version."""
    try:
        made = actions.start_sheet(staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
        return redirect("scoring-sheets")
    return redirect("scoring-sheet", made.pk)


@require_GET
@for_those_who_may("score_talks")
def sheet(request: StaffRequest, version_id: int) -> HttpResponseBase:
    """One version: read, edited while it is a draft, approved while it waits."""
    found = get_object_or_404(SheetVersion, pk=version_id)
    return _page(request, found, versions.as_text(found.content, FIELDS))


@require_POST
@for_those_who_may("write_sheet")
def save(request: StaffRequest, version_id: int) -> HttpResponseBase:
    """Save a draft; what is wrong with it is said beside what was typed."""
    found = get_object_or_404(SheetVersion, pk=version_id)
    wrong = versions.save(
        request,
        version_id,
        edit=actions.edit_sheet,
        submit=actions.submit_sheet,
        length_max=CONTENT_LENGTH_MAX,
    )
    if wrong:
        return _page(request, found, request.POST.get("content", ""), wrong)
    return redirect("scoring-sheet", version_id)


@require_POST
@for_those_who_may("write_sheet", "approve_sheet")
def step(request: StaffRequest, version_id: int, step: str) -> HttpResponseBase:
    """Submit, approve or refuse a version."""
    versions.take_step(request, version_id, step, STEPS)
    return redirect("scoring-sheet", version_id)


def _page(
    request: StaffRequest, found: SheetVersion, typed: str, wrong: str = ""
) -> HttpResponseBase:
    given = list(found.approvals.order_by("approved_at"))
    content = read(found.content)
    context = {
        **versions.standing(request, found, given, write="write_sheet", approve="approve_sheet"),
        "title": in_language(content.title),
        "addresses": {"step": "scoring-sheet-step", "save": "scoring-sheet-save"},
        "items": presenting.items(content),
        "typed": typed,
        "wrong": wrong,
    }
    return render(request, "desk/quality/sheet.html", context, status=422 if wrong else 200)
