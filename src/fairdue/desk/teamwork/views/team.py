"""A lead's team: who is there this week, what they are able to, and what the team aims for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Role, Staff
from fairdue.reporting.queries.team_aims import aims_of
from fairdue.work import actions, queries
from fairdue.work.rules.abilities import LANGUAGES, SKILLS
from fairdue.work.rules.roster import LEAVE, monday_of

A_WEEK = timedelta(days=7)
MEMBERS = (Role.COLLECTOR, Role.VISITOR, Role.LEAD)


@require_GET
@for_those_who_may("keep_calendar")
def team(request: StaffRequest) -> HttpResponseBase:
    """The week's calendar of the lead's own team, its abilities and its goals."""
    staff, at = request.user, request.now
    monday = monday_of(_day(request.GET.get("week", ""), timezone.localdate(at)))
    members = Staff.objects.filter(team=staff.team_id, is_active=True, role__in=MEMBERS)
    people = queries.week_of(members.order_by("role", "username"), monday, at) if staff.team else []
    context = {
        "people": people,
        "there": sum(one.on_duty for one in people),
        "days": [monday + timedelta(days=number) for number in range(7)],
        "today": timezone.localdate(at),
        "before": monday - A_WEEK,
        "after": monday + A_WEEK,
        "monday": monday,
        "languages": LANGUAGES,
        "skills": SKILLS,
        "aims": aims_of(staff.team.pk, at) if staff.team else None,
        "asked": [one for one in queries.inbox_of(staff, at) if one.asks],
    }
    return render(request, "desk/teamwork/team.html", context)


@require_POST
@for_those_who_may("keep_calendar")
def plan(request: StaffRequest) -> HttpResponseBase:
    """Plan shifts or leave of somebody."""
    return _done(request, _plan)


def _plan(request: StaffRequest) -> str:
    post, at = request.POST, request.now
    today = timezone.localdate(at)
    first = _day(post.get("first", ""), today)
    who: dict[str, Any] = {
        "staff_id": _number(post.get("staff", "")),
        "first_day": first,
        "last_day": _day(post.get("last", ""), first),
        "staff": request.user,
        "at": at,
    }
    if post.get("kind") == LEAVE:
        actions.plan_leave(**who)
        return _("The leave is in the calendar.")
    times = actions.Times(
        _time(post.get("begins", "")), _time(post.get("ends", "")), "weekends" in post
    )
    actions.plan_shifts(times=times, **who)
    return _("The shifts are in the calendar.")


@require_POST
@for_those_who_may("keep_calendar")
def withdraw(request: StaffRequest, roster_id: int) -> HttpResponseBase:
    """Take a shift or leave out of the calendar."""

    def act(request: StaffRequest) -> str:
        actions.withdraw_planned(roster_id=roster_id, staff=request.user, at=request.now)
        return _("Taken out of the calendar.")

    return _done(request, act)


@require_POST
@for_those_who_may("keep_calendar")
def abilities(request: StaffRequest, staff_id: int) -> HttpResponseBase:
    """Put down the languages and skills of somebody."""

    def act(request: StaffRequest) -> str:
        codes = request.POST.getlist("code")
        actions.set_abilities(staff_id=staff_id, codes=codes, staff=request.user, at=request.now)
        return _("Kept. Cases that wait are given out accordingly from now on.")

    return _done(request, act)


@require_POST
@for_those_who_may("set_team_goal")
def goal(request: StaffRequest) -> HttpResponseBase:
    """Set what the team aims for."""

    def act(request: StaffRequest) -> str:
        actions.set_goal(
            kept_percent=_number(request.POST.get("kept", "")),
            complaint_free_percent=_number(request.POST.get("complaint_free", "")),
            from_day=timezone.localdate(request.now),
            staff=request.user,
            at=request.now,
        )
        return _("The goal is set; it counts from today.")

    return _done(request, act)


def _done(request: StaffRequest, act: Callable[[StaffRequest], str]) -> HttpResponseBase:
    try:
        messages.success(request, act(request))
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    week = request.POST.get("week", "")
    return redirect(reverse("team") + (f"?{urlencode({'week': week})}" if week else ""))


def _day(typed: str, otherwise: date) -> date:
    if not typed:
        return otherwise
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return otherwise


def _time(typed: str) -> time:
    try:
        return time.fromisoformat(typed)
    except ValueError:
        raise Refused(Text("Give the hours as 09:00.", "请按 09:00 的格式填写时间。")) from None


def _number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > 9:
        raise Refused(Text("Choose a person, and give whole numbers.", "请选择人员，并填写整数。"))
    return int(typed)
