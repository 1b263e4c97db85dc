"""The script and the hints beside a call: one step at a time, moved by key."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairdue.desk.access import StaffRequest, for_roles
from fairdue.people.models import Role
from fairdue.quality.queries.talk import Talk, talk_with
from fairdue.work import queries as queue


@require_GET
@for_roles(Role.COLLECTOR, Role.LEAD)
def talk(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """One step of the talk about the case in hand; nothing for any other case."""
    item = queue.taken(request.user)
    found = Talk((), ())
    if item is not None and item.case_id == case_id:
        found = talk_with(item.case.customer, request.user.display_name, request.now)
    asked = request.GET.get("step", "0")
    place = int(asked) if asked.isascii() and asked.isdecimal() else 0
    place = max(0, min(place, len(found.steps) - 1))
    context = {
        "case_id": case_id,
        "talk": found,
        "place": place,
        "step": found.steps[place] if found.steps else None,
        "before": place - 1 if place > 0 else None,
        "after": place + 1 if place + 1 < len(found.steps) else None,
    }
    return render(request, "desk/workbench/talk.html", context)
