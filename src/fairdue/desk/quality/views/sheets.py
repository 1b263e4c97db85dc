"""Score sheets: versions read, written, and approved by two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.quality import presenting
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may
from fairdue.quality.actions import scoring as actions
from fairdue.quality.models import SheetState, SheetVersion
from fairdue.quality.rules.sheets import read

CONTENT_LENGTH_MAX = 50_000
FIELDS = ("title", "items", "id", "ask", "rule", "weight", "critical", "kind", "en", "zh")
"""The order in which a sheet's fields are written."""
STEPS: dict[str, tuple[Callable[..., object], Any]] = {
    "submit": (actions.submit_sheet, gettext_lazy("Two others are asked to approve it.")),
    "approve": (actions.approve_sheet, gettext_lazy("Your approval is on record.")),
    "refuse": (actions.refuse_sheet, gettext_lazy("This version goes no further.")),
}
BADGES = {SheetState.LIVE: "ok", SheetState.SUBMITTED: "info", SheetState.REFUSED: "stop"}


@require_GET
@for_those_who_may("score_talks")
def sheets(request: StaffRequest) -> HttpResponseBase:
    """All versions, the newest first."""
    versions = list(SheetVersion.objects.order_by("-number"))
    context = {
        "versions": [(each, BADGES.get(SheetState(each.state), "")) for each in versions],
        "begins": not any(each.state in ("draft", "submitted") for each in versions),
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
    return _page(request, found, as_text(found.content))


@require_POST
@for_those_who_may("write_sheet")
def save(request: StaffRequest, version_id: int) -> HttpResponseBase:
    """Save a draft; what is wrong with it is said beside what was typed."""
    found = get_object_or_404(SheetVersion, pk=version_id)
    typed = request.POST.get("content", "")
    try:
        actions.edit_sheet(
            version_id,
            content=_read_text(typed),
            seen=request.POST.get("seen", ""),
            note=request.POST.get("note", ""),
            staff=request.user,
            at=request.now,
        )
        if request.POST.get("submit"):
            actions.submit_sheet(version_id, staff=request.user, at=request.now)
    except Refused as refused:
        return _page(request, found, typed, wrong=in_language(refused.text))
    except ValueError as error:
        return _page(request, found, typed, wrong=str(error))
    messages.success(request, _("Saved."))
    return redirect("scoring-sheet", version_id)


@require_POST
@for_those_who_may("write_sheet", "approve_sheet")
def step(request: StaffRequest, version_id: int, step: str) -> HttpResponseBase:
    """Submit, approve or refuse a version."""
    if step not in STEPS:
        raise Http404
    do, said = STEPS[step]
    try:
        do(version_id, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, said)
    return redirect("scoring-sheet", version_id)


def as_text(content: Any) -> str:
    """Contents as they are edited, their fields in the order in which they are read."""
    return yaml.safe_dump(_ordered(content), allow_unicode=True, sort_keys=False, width=110)


def _ordered(content: Any) -> Any:
    """The database keeps fields in an order of its own."""
    if isinstance(content, list):
        return [_ordered(each) for each in content]
    if not isinstance(content, dict):
        return content
    return {field: _ordered(content[field]) for field in FIELDS if field in content}


def _read_text(typed: str) -> Any:
    """What was typed. Raises ValueError, with the line, for what isn't YAML."""
    if len(typed) > CONTENT_LENGTH_MAX:
        raise ValueError(_("This is too long."))
    try:
        return yaml.safe_load(typed)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ValueError(
            _("Line %(line)s can't be read: check indents, brackets and quotes.") % {"line": line}
        ) from None


def _page(
    request: StaffRequest, found: SheetVersion, typed: str, wrong: str = ""
) -> HttpResponseBase:
    given = list(found.approvals.order_by("approved_at"))
    waits = found.state == SheetState.SUBMITTED
    wrote = request.user.username in found.editors
    approved = any(each.approver == request.user.username for each in given)
    content = read(found.content)
    context = {
        "version": found,
        "title": in_language(content.title),
        "items": presenting.items(content),
        "typed": typed,
        "wrong": wrong,
        "given": given,
        "badge": BADGES.get(SheetState(found.state), ""),
        "edits": found.state == SheetState.DRAFT and may(request.user, "write_sheet"),
        "approves": waits and not wrote and not approved and may(request.user, "approve_sheet"),
        "refuses": waits or found.state == SheetState.DRAFT,
        "own": waits and wrote,
    }
    return render(request, "desk/quality/sheet.html", context, status=422 if wrong else 200)
