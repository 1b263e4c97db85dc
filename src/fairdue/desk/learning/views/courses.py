"""What courses say: versions read, written, and approved by two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk import versions
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
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
STEPS = {
    "submit": actions.submit_version,
    "approve": actions.approve_version,
    "refuse": actions.refuse_version,
}


@require_GET
@for_those_who_may("see_training")
def courses(request: StaffRequest) -> HttpResponseBase:
    """All courses, what is live and what is on its way."""
    standing = CourseVersion.objects.exclude(state__in=(CourseState.REPLACED, CourseState.REFUSED))
    known: dict[int, dict[str, CourseVersion]] = {}
    for each in standing.order_by("number"):
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
    return _page(request, found, versions.as_text(found.content, FIELDS))


@require_POST
@for_those_who_may("write_course")
def save(request: StaffRequest, version_id: int) -> HttpResponseBase:
    """Save a draft; what is wrong with it is said beside what was typed."""
    found = get_object_or_404(CourseVersion.objects.select_related("course"), pk=version_id)
    wrong = versions.save(
        request,
        version_id,
        edit=actions.edit_version,
        submit=actions.submit_version,
        length_max=CONTENT_LENGTH_MAX,
    )
    if wrong:
        return _page(request, found, request.POST.get("content", ""), wrong)
    return redirect("course-version", version_id)


@require_POST
@for_those_who_may("write_course", "approve_course")
def step(request: StaffRequest, version_id: int, step: str) -> HttpResponseBase:
    """Submit, approve or refuse a version."""
    versions.take_step(request, version_id, step, STEPS)
    return redirect("course-version", version_id)


def _page(
    request: StaffRequest, found: CourseVersion, typed: str, wrong: str = ""
) -> HttpResponseBase:
    given = list(found.approvals.order_by("approved_at"))
    context = {
        **versions.standing(request, found, given, write="write_course", approve="approve_course"),
        "title": in_language(found.course.title),
        "addresses": {"step": "course-step", "save": "course-save"},
        "content": read(found.content),
        "typed": typed,
        "wrong": wrong,
    }
    return render(request, "desk/learning/version.html", context, status=422 if wrong else 200)
