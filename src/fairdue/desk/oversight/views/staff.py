"""The administrators' list of staff: add, change, deactivate; all journalled."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight import staffing
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.forms import NewStaffForm, StaffForm
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Staff


@require_GET
@for_those_who_may("administer")
def staff(request: StaffRequest) -> HttpResponse:
    """Everyone, those in service first, by team and name."""
    people = Staff.objects.select_related("team").order_by("-is_active", "role", "username")
    return render(request, "desk/oversight/staff.html", {"people": people})


@never_cache
@require_http_methods(["GET", "POST"])
@for_those_who_may("administer")
def add(request: StaffRequest) -> HttpResponse:
    """Add someone; the first password is shown once, on the page that answers."""
    form = NewStaffForm(request.POST or None, initial={"language": "zh-hans"})
    if request.method == "POST" and form.is_valid():
        try:
            person, password = staffing.add_staff(
                form.cleaned_data["username"], form.details, by=request.user, at=request.now
            )
        except Refused as refused:
            form.add_error(None, _words(refused))
        else:
            return _password_page(request, person, password)
    return render(
        request,
        "desk/oversight/staff_form.html",
        {"form": form, "person": None},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@for_those_who_may("administer")
def edit(request: StaffRequest, person_id: int) -> HttpResponse:
    """Change someone's names, role, team or language."""
    person = Staff.objects.filter(pk=person_id).first()
    if person is None:
        raise Http404(f"there is no member of staff {person_id}")
    form = StaffForm(request.POST) if request.method == "POST" else StaffForm.of(person)
    if request.method == "POST" and form.is_valid():
        try:
            staffing.change_staff(person_id, form.details, by=request.user, at=request.now)
        except Refused as refused:
            form.add_error(None, _words(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("staff")
    return render(
        request,
        "desk/oversight/staff_form.html",
        {"form": form, "person": person},
        status=422 if form.errors else 200,
    )


@require_POST
@for_those_who_may("administer")
def set_active(request: StaffRequest, person_id: int) -> HttpResponse:
    """Deactivate or reactivate someone."""
    active = request.POST.get("active") == "1"
    try:
        person = staffing.set_active(person_id, active, by=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, _words(refused))
    else:
        words = (
            _("%(name)s can sign in again.") if active else _("%(name)s can't sign in any more.")
        )
        messages.success(request, words % {"name": person.display_name})
    return redirect("staff")


@never_cache
@require_POST
@for_those_who_may("administer")
def reset_password(request: StaffRequest, person_id: int) -> HttpResponse:
    """Give someone a new first password."""
    try:
        person, password = staffing.reset_password(person_id, by=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, _words(refused))
        return redirect("staff")
    return _password_page(request, person, password)


def _password_page(request: StaffRequest, person: Staff, password: str) -> HttpResponse:
    return render(
        request, "desk/oversight/staff_password.html", {"person": person, "password": password}
    )


def _words(refused: Refused) -> str:
    return refused.text.in_language(get_language() or "en")
