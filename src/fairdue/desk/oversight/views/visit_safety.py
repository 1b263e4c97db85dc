"""Alarms of visitors, for whoever answers them; and their telephones, for revoking one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may
from fairdue.visits.actions.alarms import close_alarm, take_alarm
from fairdue.visits.actions.devices import revoke_device
from fairdue.visits.models import Came
from fairdue.visits.queries.alarms import closed_alarms, open_alarms, passed_on_to
from fairdue.visits.queries.devices import devices_of


@require_GET
@for_those_who_may("answer_alarm")
def alarms(request: StaffRequest) -> HttpResponseBase:
    """Every open alarm with what is needed to help, and those that are over."""
    return _alarms(request)


def _alarms(request: StaffRequest, refusal: str = "", about: int = 0) -> HttpResponseBase:
    context = {
        "open": open_alarms(request.user),
        "closed": closed_alarms(request.user),
        "came": Came.choices,
        "refusal": refusal,
        "about": about,
        "may_bar": may(request.user, "bar_visits"),
    }
    status = 422 if refusal else 200
    return render(request, "desk/oversight/visits/alarms.html", context, status=status)


@require_GET
@for_those_who_may("answer_alarm")
def alarm_bar(request: StaffRequest) -> HttpResponseBase:
    """The strip on top of every page while an alarm is open; asked for every few seconds."""
    found = passed_on_to(request.user, request.now)
    return render(request, "desk/oversight/visits/alarm_bar.html", {"open": found})


@require_POST
@for_those_who_may("answer_alarm")
def take(request: StaffRequest, alarm_id: int) -> HttpResponseBase:
    """Take an alarm on."""
    try:
        take_alarm(alarm_id=alarm_id, staff=request.user, at=request.now)
    except Refused as refused:
        return _alarms(request, in_language(refused.text), alarm_id)
    messages.success(request, _("You look after this alarm."))
    return redirect("visit-alarms")


@require_POST
@for_those_who_may("answer_alarm")
def close(request: StaffRequest, alarm_id: int) -> HttpResponseBase:
    """Close an alarm with what came of it."""
    try:
        close_alarm(
            alarm_id=alarm_id,
            came=request.POST.get("came", ""),
            done=request.POST.get("done", ""),
            bar_visits=request.POST.get("bar") == "on",
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        return _alarms(request, in_language(refused.text), alarm_id)
    messages.success(request, _("The alarm is closed."))
    return redirect("visit-alarms")


@require_GET
@for_those_who_may("plan_visits")
def phones(request: StaffRequest) -> HttpResponseBase:
    """The team's telephones: when they last handed in, whose clock is wrong, which are revoked."""
    return _phones(request)


def _phones(request: StaffRequest, refusal: str = "", about: int = 0) -> HttpResponseBase:
    context = {"phones": devices_of(request.user.team), "refusal": refusal, "about": about}
    status = 422 if refusal else 200
    return render(request, "desk/oversight/visits/phones.html", context, status=status)


@require_POST
@for_those_who_may("plan_visits")
def revoke(request: StaffRequest, device_id: int) -> HttpResponseBase:
    """Take a telephone out of use."""
    try:
        revoke_device(
            device_id=device_id,
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        return _phones(request, in_language(refused.text), device_id)
    messages.success(request, _("The phone is out of use; it deletes its store when it calls."))
    return redirect("visit-phones")
