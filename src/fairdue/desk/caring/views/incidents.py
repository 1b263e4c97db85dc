"""Incidents as a lead or compliance looks after them, and how evenly a team carries."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.calls.queries.recordings import recordings_of
from fairdue.care import actions as care
from fairdue.care.models import Closing, Incident, IncidentState
from fairdue.care.queries.carried import free_people, team_load
from fairdue.care.queries.incidents import earlier, incidents_for
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import paging
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff, Team
from fairdue.people.rules import may
from fairdue.visits.queries.records import kept_as_evidence

ROWS = 50


@require_GET
@for_those_who_may("see_incidents")
def incidents(request: StaffRequest) -> HttpResponseBase:
    """The newest incidents, and the teams' load in figures that tell of nobody."""
    staff = request.user
    found = incidents_for(staff)
    shown = paging(request, found.count(), ROWS)
    teams = Team.objects.order_by("name")
    if staff.role == Role.LEAD:
        teams = teams.filter(pk=staff.team_id or 0)
    context = {
        "rows": found[shown.offset : shown.offset + ROWS],
        "teams": [(team, team_load(team.pk, request.now)) for team in teams],
        "paging": shown,
    }
    return render(request, "desk/caring/incidents.html", context)


@require_GET
@for_those_who_may("see_incidents")
def incident(request: StaffRequest, incident_id: int) -> HttpResponseBase:
    """One incident: what happened, its evidence, and what is left to do."""
    found = _found(request, incident_id)
    recorded = recordings_of(found.customer_id, request.user)
    team = found.staff.team_id
    free = free_people(team, request.now) if team else []
    context = {
        "incident": found,
        "earlier": earlier(found),
        "recordings": [
            one for one in recorded if found.attempt_id and one.attempt_id == found.attempt_id
        ],
        "brought": kept_as_evidence(found.visit_record),
        "opens_visits": may(request.user, "see_visits"),
        "running": found.state != IncidentState.CLOSED,
        "closings": Closing,
        "people": Staff.objects.filter(pk__in=free).exclude(pk=found.staff_id),
        "reallocates": may(request.user, "reallocate"),
    }
    return render(request, "desk/caring/incident.html", context)


@require_POST
@for_those_who_may("handle_incident")
def step(request: StaffRequest, incident_id: int, step: str) -> HttpResponseBase:
    """Look at it, close it, or give its case to somebody."""
    staff, at, sent = request.user, request.now, request.POST
    _found(request, incident_id)
    try:
        if step == "look":
            care.look_at(incident_id=incident_id, staff=staff, at=at)
        elif step == "close":
            closing = sent.get("closing", "")
            care.close(incident_id=incident_id, closing=closing, staff=staff, at=at)
        elif step == "give":
            number = sent.get("to", "")
            to = Staff.objects.filter(pk=int(number) if number.isdecimal() else 0).first()
            if to is None:
                messages.error(request, _("Choose somebody."))
                return redirect("incident", incident_id)
            reason = sent.get("reason", "")
            care.give_to(incident_id=incident_id, to=to, reason=reason, staff=staff, at=at)
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, _("Done."))
    return redirect("incident", incident_id)


def _found(request: StaffRequest, incident_id: int) -> Incident:
    found = incidents_for(request.user).filter(pk=incident_id).first()
    if found is None:
        raise Http404
    return found
