"""Capacity: what there is, what it was used for, what more would bring, and setting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.strategist import capacity as shown
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Staff, Team
from fairdue.people.rules import may
from fairdue.strategy.actions import set_capacity
from fairdue.strategy.columns.allocation import LAW, PRESSURE
from fairdue.strategy.queries import last_plan, settings_ahead, supply_on, what_if
from fairdue.work.queries import duty_minutes, zone


@require_GET
@for_those_who_may("see_strategy")
def capacity(request: StaffRequest) -> HttpResponse:
    """The last night's plan, and what would come of the amounts in the address, if any."""
    return _page(request, request.GET.dict())


@require_POST
@for_those_who_may("set_capacity")
def put(request: StaffRequest) -> HttpResponse:
    """Set an amount for every day, a weekday or a date; without one, policy counts again."""
    entered = request.POST.dict()
    try:
        _set(request, entered)
    except (Refused, ValueError) as problem:
        words = (
            problem.text.in_language(get_language() or "en")
            if isinstance(problem, Refused)
            else _("Give a whole number, and a date as year, month and day.")
        )
        messages.error(request, words)
        return _page(request, entered, status=422)
    messages.success(request, _("Set. It counts from the next night on."))
    return redirect("capacity")


def _set(request: StaffRequest, entered: Mapping[str, str]) -> None:
    resource, _colon, code = entered.get("place", "").partition(":")
    amount, weekday = entered.get("amount", "").strip(), entered.get("weekday", "")
    on = entered.get("on", "")
    set_capacity(
        resource=resource,
        team=Team.objects.filter(code=code).first() if code else None,
        amount=int(amount) if amount else None,
        weekday=int(weekday) if weekday else None,
        on=date.fromisoformat(on) if on else None,
        staff=request.user,
        at=request.now,
        today=local_day(request.now, zone()),
    )


def _page(request: StaffRequest, entered: Mapping[str, str], status: int = 200) -> HttpResponse:
    today = local_day(request.now, zone())
    plan = last_plan()
    following = plan.as_of + timedelta(days=1) if plan else today
    there = duty_minutes(following, known_at=request.now)
    coming = supply_on(following, known_at=request.now, on_duty=there)
    ahead = settings_ahead(today, known_at=request.now)
    context: dict[str, object] = {
        "plan": plan,
        "places": shown.places(coming.amounts),
        "weekdays": list(WEEKDAYS.items()),
        "settings": shown.settings_shown(ahead, _people()),
        "may_set": may(request.user, "set_capacity"),
        "entered": entered,
        "today": today,
    }
    if plan is not None:
        context |= {
            "lines": shown.lines_of(plan, entered),
            "given": shown.given(plan),
            "planned": sum(number for _name, number in shown.given(plan)),
            "barred": sum(plan.waiting.get(reason, 0) for reason in (LAW, PRESSURE)),
            "value": plan.value_minor // shown.FEN,
            "bound": -(-plan.bound_minor // shown.FEN),
            "gap_percent": f"{100 * plan.gap:.3f}",
            "following": plan.as_of + timedelta(days=1),
        }
        context |= _tried(request, entered)
    return render(request, "desk/strategist/capacity.html", context, status=status)


def _tried(request: StaffRequest, entered: Mapping[str, str]) -> dict[str, object]:
    """What other amounts would change, where some were entered."""
    try:
        amounts = shown.amounts_tried(entered)
    except ValueError:
        messages.error(request, _("Give whole numbers from 0 on."))
        return {}
    told = what_if(amounts) if amounts else None
    if told is None:
        return {}
    return {
        "differences": shown.differences(told),
        "changed": shown.cases_changed(told.changed),
        "tried_gap_percent": f"{100 * told.after.gap:.3f}",
    }


def _people() -> dict[str, str]:
    return {person.username: person.display_name for person in Staff.objects.all()}
