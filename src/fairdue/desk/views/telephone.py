"""The telephone on the workbench: its live strip, hanging up, callers, the dialler's seat."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.calls import actions as calls
from fairdue.calls.queries.calls import not_placed
from fairdue.contact import queries as contacts
from fairdue.desk import wrap_up
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.calling import TelephoneLine, telephone_line
from fairdue.desk.oversight.staffing import set_own_telephone
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.views.workbench import WORKERS, answer, reveal_name_for_call
from fairdue.kernel.refusal import Refused
from fairdue.work import actions as work
from fairdue.work import queries as queue
from fairdue.work.models import QueueItem

STRIP = "desk/workbench/line.html"


@require_GET
@for_roles(*WORKERS)
def line(request: StaffRequest) -> HttpResponseBase:
    """The strip as it is now: nothing where the page shows it already, and one that fetches the
    whole bench where the call is no longer the one the page shows: the dialler has opened one, or
    one ended by itself because it never reached the customer.
    """
    found = telephone_line(request.user, request.now)
    if found is None:
        return HttpResponse(status=286)  # htmx stops asking
    shown = request.GET.get("attempt", "")
    if shown != str(found.attempt_id or ""):
        return render(request, "desk/workbench/line_opened.html")
    if request.GET.get("digest") == found.digest:
        return HttpResponse(status=204)
    return _strip(request, found)


@require_POST
@for_roles(*WORKERS)
def opened(request: StaffRequest) -> HttpResponseBase:
    """The whole bench as it is now. The name in a call of the dialler's is revealed under its
    permit; where a call wasn't placed, it says so.
    """
    found = telephone_line(request.user, request.now)
    attempt = contacts.open_attempt(request.user)
    called = None
    if attempt and found and found.call and not found.call.is_over:
        reason = f"dial under permit {contacts.permit_of(attempt.id)}"
        called = reveal_name_for_call(request, attempt.customer_id, reason)
    item, notice, said = queue.taken(request.user), "", ""
    if attempt is None:
        notice = _not_placed(request, item)
    elif called is not None:
        said = _("The dialler calls for you.")
    return answer(request, item, called=called, said=said, notice=notice)


def _not_placed(request: StaffRequest, item: QueueItem | None) -> str:
    """What to say of the case in hand whose call never reached the customer."""
    call = not_placed(request.user)
    if call is None or item is None or call.case_id != item.case_id:
        return ""
    return _("%(why)s. The customer's telephone never rang: this counts as no contact.") % {
        "why": call.state_label
    }


@require_POST
@for_roles(*WORKERS)
def hang_up(request: StaffRequest) -> HttpResponseBase:
    """Hang up the call that goes on."""
    found = telephone_line(request.user, request.now)
    if found is not None and found.call is not None and not found.call.is_over:
        calls.hang_up(call_id=found.call.id, staff=request.user, at=request.now)
    if not request.htmx:
        return redirect("workbench")
    return _strip(request, telephone_line(request.user, request.now))


@require_POST
@for_roles(*WORKERS)
def take_caller(request: StaffRequest, call_id: int) -> HttpResponseBase:
    """Take a call that came in, and open its case where it is known."""
    staff, notice, said = request.user, "", ""
    try:
        call = calls.take_caller(call_id=call_id, staff=staff, at=request.now)
        said = _("Your telephone rings with the caller.")
        if call.case_id is not None:
            wrap_up.refuse_during_a_call(staff)
            work.take_case(case_id=call.case_id, staff=staff, at=request.now, already_speaking=True)
    except Refused as refused:
        notice = in_language(refused.text)
    return answer(request, queue.taken(staff), said=said, notice=notice)


@require_POST
@for_roles(*WORKERS)
def ready(request: StaffRequest) -> HttpResponseBase:
    """Sit down at the dialler."""
    return _at_the_dialler(request, lambda: calls.sit(staff=request.user, at=request.now))


@require_POST
@for_roles(*WORKERS)
def away(request: StaffRequest) -> HttpResponseBase:
    """Leave the dialler, once the call that goes on is wrapped up."""
    return _at_the_dialler(request, lambda: calls.leave(staff=request.user, at=request.now))


def _at_the_dialler(request: StaffRequest, act: Callable[[], None]) -> HttpResponseBase:
    refusal = ""
    try:
        act()
    except Refused as refused:
        refusal = in_language(refused.text)
    if not request.htmx:
        return redirect("workbench")
    return _strip(request, telephone_line(request.user, request.now), refusal)


def _strip(
    request: StaffRequest, found: TelephoneLine | None, refusal: str = ""
) -> HttpResponseBase:
    return render(request, STRIP, {"line": found, "line_refusal": refusal})


@require_http_methods(["GET", "POST"])
@for_roles(*WORKERS)
def my_telephone(request: StaffRequest) -> HttpResponseBase:
    """Which telephone rings on one's own desk."""
    typed, refusal = request.user.telephone, ""
    if request.method == "POST":
        typed = request.POST.get("telephone", "").strip()
        try:
            set_own_telephone(typed, by=request.user, at=request.now)
            return redirect("workbench")
        except Refused as refused:
            refusal = in_language(refused.text)
    context = {"typed": typed, "refusal": refusal}
    return render(request, "desk/my_telephone.html", context, status=422 if refusal else 200)
