"""What courses say: versions read, written, and approved by two."""

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
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may
from fairdue.training.actions import courses as actions
from fairdue.training.models import Course, CourseState, CourseVersion
from fairdue.training.rules.content import read

CONTENT_LENGTH_MAX = 100_000
FIELDS = (
    *("id", "title", "rules", "lessons", "questions", "talk", "scene", "start", "turns"),
    *("ask", "says", "say", "text", "answers", "choices", "free", "right", "points", "breach"),
    *("next", "because", "hint", "why", "rule", "en", "zh"),
)
"""The order in which a course's fields are written."""
STEPS: dict[str, tuple[Callable[..., object], Any]] = {
    "submit": (actions.submit_version, gettext_lazy("Two others are asked to approve it.")),
    "approve": (actions.approve_version, gettext_lazy("Your approval is on record.")),
    "refuse": (actions.refuse_version, gettext_lazy("This version goes no further.")),
}
BADGES = {
    CourseState.LIVE: "ok",
    CourseState.SUBMITTED: "info",
    CourseState.REFUSED: "stop",
}


@require_GET
@for_those_who_may("see_training")
def courses(request: StaffRequest) -> HttpResponseBase:
    """All courses, what is live and what is on its way."""
    versions = CourseVersion.objects.exclude(state__in=(CourseState.REPLACED, CourseState.REFUSED))
    known: dict[int, dict[str, CourseVersion]] = {}
    for each in versions.order_by("number"):
        kind = "live" if each.state == CourseState.LIVE else "open"
        known.setdefault(each.course_id, {})[kind] = each
    lines = [(course, known.get(course.pk, {})) for course in Course.objects.order_by("code")]
    return render(request, "desk/learning/courses.html", {"lines": lines})


@require_POST
@for_those_who_may("write_course")
def begin(request: StaffRequest, course: str) -> HttpResponseBase:
    """Begin a new version."""
    try:
        made = actions.start_version(course, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
        return redirect("courses")
    return redirect("course-version", made.pk)


@require_GET
@for_those_who_may("see_training")
def version(request: StaffRequest, version_id: int) -> HttpResponseBase:
    """One version: read, edited while it is a draft, approved while it waits."""
    found = get_object_or_404(CourseVersion.objects.select_related("course"), pk=version_id)
    return _page(request, found, as_text(found.content))


@require_POST
@for_those_who_may("write_course")
def save(request: StaffRequest, version_id: int) -> HttpResponseBase:
    """Save a draft; what is wrong with it is said beside what was typed."""
    found = get_object_or_404(CourseVersion.objects.select_related("course"), pk=version_id)
    typed = request.POST.get("content", "")
    try:
        actions.edit_version(
            version_id,
            content=_read_text(typed),
            seen=request.POST.get("seen", ""),
            note=request.POST.get("note", ""),
            staff=request.user,
            at=request.now,
        )
        if request.POST.get("submit"):
            actions.submit_version(version_id, staff=request.user, at=request.now)
    except Refused as refused:
        return _page(request, found, typed, wrong=in_language(refused.text))
    except ValueError as error:
        return _page(request, found, typed, wrong=str(error))
    messages.success(request, _("Saved."))
    return redirect("course-version", version_id)


@require_POST
@for_those_who_may("write_course", "approve_course")
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
    return redirect("course-version", version_id)


def as_text(content: Any) -> str:
    """Contents as they are edited, their fields in the order in which they are read."""
    return yaml.safe_dump(_ordered(content), allow_unicode=True, sort_keys=False, width=110)


def _ordered(content: Any) -> Any:
    """The database keeps fields in an order of its own."""
    if isinstance(content, list):
        return [_ordered(each) for each in content]
    if not isinstance(content, dict):
        return content
    known = [field for field in FIELDS if field in content]
    others = [field for field in content if field not in FIELDS]
    return {field: _ordered(content[field]) for field in (*known, *others)}


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
    request: StaffRequest, found: CourseVersion, typed: str, wrong: str = ""
) -> HttpResponseBase:
    given = list(found.approvals.order_by("approved_at"))
    waits = found.state == CourseState.SUBMITTED
    wrote = request.user.username in found.editors
    approved = any(each.approver == request.user.username for each in given)
    context = {
        "version": found,
        "content": read(found.content),
        "typed": typed,
        "wrong": wrong,
        "given": given,
        "badge": BADGES.get(CourseState(found.state), ""),
        "edits": found.state == CourseState.DRAFT and may(request.user, "write_course"),
        "approves": waits and not wrote and not approved and may(request.user, "approve_course"),
        "refuses": (waits or found.state == CourseState.DRAFT),
        "own": waits and wrote,
    }
    return render(request, "desk/learning/version.html", context, status=422 if wrong else 200)
