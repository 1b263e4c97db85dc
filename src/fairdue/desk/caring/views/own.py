"""One's own load, and what one writes for oneself. Nobody else can open these."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.care import actions as care
from fairdue.care.models import EntryKind, Incident, IncidentState
from fairdue.care.queries import own
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.people.rules import may
from fairdue.work import queries as work

PEOPLE = (Role.COLLECTOR, Role.VISITOR, Role.LEAD)
SHOWN = 20


@require_GET
@for_roles(*PEOPLE, without_certificate=True)
def my_load(request: StaffRequest) -> HttpResponseBase:
    """What one carried, today's hours, one's incidents and entries."""
    return _page(request)


@require_POST
@for_roles(*PEOPLE, without_certificate=True)
def write(request: StaffRequest) -> HttpResponseBase:
    """Write an entry; what was typed is kept where it is refused."""
    to = request.POST.get("to", "")
    try:
        care.write_entry(
            kind=request.POST.get("kind", ""),
            text=request.POST.get("text", ""),
            to=int(to) if to.isdecimal() else None,
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        return _page(request, in_language(refused.text))
    return redirect("my-load")


@require_POST
@for_roles(*PEOPLE, without_certificate=True)
def delete(request: StaffRequest, entry_id: int) -> HttpResponseBase:
    """Delete an entry of one's own."""
    try:
        care.delete_entry(entry_id=entry_id, staff=request.user)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, _("Deleted; nothing of it is kept."))
    return redirect("my-load")


def _page(request: StaffRequest, wrong: str = "") -> HttpResponseBase:
    staff, at = request.user, request.now
    bore = Incident.objects.filter(staff=staff).exclude(state=IncidentState.WITHDRAWN)
    context = {
        "load": own.my_load(staff, at),
        "works_cases": may(staff, "work_case"),
        "day": work.load_today(staff, at),
        "respite": work.respite_of(staff, at),
        "incidents": bore.order_by("-happened_at")[:SHOWN],
        "entries": own.entries_of(staff),
        "kinds": EntryKind,
        "peers": own.peers_of(staff),
        "wrong": wrong,
        "sent": request.POST,
    }
    return render(request, "desk/caring/my_load.html", context, status=422 if wrong else 200)
