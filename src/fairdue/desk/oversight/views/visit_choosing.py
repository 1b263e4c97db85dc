"""Whom to visit: cases that the strategy decided for, with their ground and what the law says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import today, zone
from fairdue.desk.oversight.views.rounds import day_asked, say, to_day
from fairdue.kernel.refusal import Refused
from fairdue.visits import actions
from fairdue.visits.models import Basis, Origin, Skill
from fairdue.visits.queries import round_policy
from fairdue.visits.queries.candidates import Candidate, candidates

ROWS = 20


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed for one visit."""

    case: str
    origin: str
    basis: str
    opens: str
    closes: str
    skills: list[str]


@require_http_methods(["GET", "POST"])
@for_those_who_may("plan_visits")
def choose(request: StaffRequest) -> HttpResponse:
    """The list to choose from; by POST, what was ticked is put down."""
    day = max(day_asked(request), today(request))
    if request.method == "POST":
        return _put_down(request, day)
    found, total = candidates(
        day, at=request.now, offset=(page_number(request) - 1) * ROWS, limit=ROWS
    )
    return _page(request, day, found, total, None)


@require_POST
@for_those_who_may("plan_visits")
def put_down(request: StaffRequest) -> HttpResponse:
    """Put one visit down by the case's number, with its own window."""
    day = max(day_asked(request), today(request))
    given = Given(
        case=request.POST.get("case", "").strip(),
        origin=request.POST.get("origin", ""),
        basis=request.POST.get("basis", ""),
        opens=request.POST.get("from", ""),
        closes=request.POST.get("until", ""),
        skills=request.POST.getlist("skills"),
    )
    try:
        visit = actions.choose(_wanted(given, day), staff=request.user, at=request.now)
    except Refused as error:
        say(request, error)
        found, total = candidates(day, at=request.now, offset=0, limit=ROWS)
        return _page(request, day, found, total, given)
    messages.success(request, _("The visit is put down. Plan the rounds to give it a time."))
    return to_day(visit.day)


def _wanted(given: Given, day: date) -> actions.Wanted:
    number = given.case.lstrip("0")
    agreed = given.origin == Origin.AGREED
    if not number.isdecimal():
        raise Refused(actions.NO_CASE)
    window = _window(given, day)
    if agreed and window is None:
        raise Refused(actions.NO_WINDOW)
    return actions.Wanted(
        case_id=int(number),
        day=day,
        basis=given.basis if given.basis in Basis.values else "",
        origin=Origin.AGREED if agreed else Origin.LEAD,
        window=window,
        skills=tuple(given.skills),
    )


def _window(given: Given, day: date) -> tuple[datetime, datetime] | None:
    try:
        clocks = [time.fromisoformat(text) for text in (given.opens, given.closes)]
    except ValueError:
        return None
    begins, ends = (datetime.combine(day, clock, tzinfo=zone()) for clock in clocks)
    return begins, ends


def _put_down(request: StaffRequest, day: date) -> HttpResponse:
    ticked = [int(text) for text in request.POST.getlist("case") if text.isdecimal()]
    chosen = actions.choose_many(ticked, day=day, staff=request.user, at=request.now)
    if chosen.visits:
        told = ngettext("%(n)s visit put down.", "%(n)s visits put down.", len(chosen.visits))
        messages.success(request, told % {"n": len(chosen.visits)})
    language = get_language() or "en"
    for case_id, refused in chosen.refused.items():
        messages.warning(request, f"{case_id:06d}: {refused.text.in_language(language)}")
    if not ticked:
        messages.warning(request, _("Tick the cases that are to be visited."))
        return redirect(f"{reverse('visits-choose')}?day={day.isoformat()}")
    return to_day(day)


def _page(
    request: StaffRequest, day: date, found: list[Candidate], total: int, given: Given | None
) -> HttpResponse:
    policy = round_policy(request.now)
    now = today(request)
    return render(
        request,
        "desk/oversight/visits/choose.html",
        {
            "day": day,
            "first_day": now,
            "last_day": now + timedelta(days=policy.days_ahead_max),
            "candidates": found,
            "paging": paging(request, total, ROWS),
            "given": given,
            "bases": Basis.choices,
            "skills": Skill.choices,
            "policy": policy,
        },
    )
