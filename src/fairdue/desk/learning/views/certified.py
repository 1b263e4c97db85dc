"""Who is certified until when; a person's courses, exercises assigned, certificates withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.people.rules import may
from fairdue.training.actions import exercises
from fairdue.training.models import Certificate, Exercise, Sitting
from fairdue.training.queries.learning import learner, learners

SHOWN = 30


@require_GET
@for_those_who_may("see_training")
def certified(request: StaffRequest) -> HttpResponseBase:
    """Everyone whose role needs certificates: a lead's own team, or all."""
    staff = request.user
    found = learners(request.now, staff.team_id if staff.role == Role.LEAD else None)
    context = {"learners": found, "barred": sum(not one.may_work for one in found)}
    return render(request, "desk/learning/certified.html", context)


@require_GET
@for_those_who_may("see_training")
def person(request: StaffRequest, staff_id: int) -> HttpResponseBase:
    """One person: courses, exercises, tests and certificates."""
    someone = _someone(request, staff_id)
    context = {
        "someone": someone,
        "learner": learner(someone, request.now),
        "sittings": Sitting.objects.filter(staff=someone, finished_at__isnull=False)
        .select_related("version__course")
        .order_by("-finished_at", "-pk")[:SHOWN],
        "certificates": Certificate.objects.filter(staff=someone)
        .select_related("course")
        .order_by("-issued_at", "-pk")[:SHOWN],
        "exercises": Exercise.objects.filter(staff=someone)
        .select_related("course")
        .order_by("-assigned_at", "-pk")[:SHOWN],
        "withdraws": may(request.user, "withdraw_certificate"),
    }
    return render(request, "desk/learning/person.html", context)


@require_POST
@for_those_who_may("assign_training")
def assign(request: StaffRequest, staff_id: int) -> HttpResponseBase:
    """Have a person pass a course again."""
    _someone(request, staff_id)
    try:
        exercises.assign(
            staff_id=staff_id,
            course=request.POST.get("course", ""),
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, _("The exercise is assigned."))
    return redirect("certified-person", staff_id)


@require_POST
@for_those_who_may("withdraw_certificate")
def withdraw(request: StaffRequest, staff_id: int, certificate_id: int) -> HttpResponseBase:
    """Take a certificate away."""
    try:
        exercises.withdraw_certificate(
            certificate_id=certificate_id,
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, _("The certificate is withdrawn."))
    return redirect("certified-person", staff_id)


def _someone(request: StaffRequest, staff_id: int) -> Staff:
    """A member of staff; for a lead, of the own team."""
    found = get_object_or_404(Staff.objects.select_related("team"), pk=staff_id, is_active=True)
    if request.user.role == Role.LEAD and found.team_id != request.user.team_id:
        raise Http404
    return found
