"""A day of visits: what is put down, the rounds on a plain map, giving out, planning anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.maps import Frame, Label, Line, Stop, frame_of, labels_of, spread
from fairdue.desk.oversight.spans import today
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may
from fairdue.visits import actions
from fairdue.visits import queries as visits
from fairdue.visits.models import Base, RoundState, VisitState, VisitTeam
from fairdue.visits.queries.places import spot_of_base, spots
from fairdue.visits.queries.rounds import RoundFacts, VisitFacts
from fairdue.visits.routing.distances import Spot, straight_metres

POLL_SECONDS = 15
TONES = 6
REGION = 150_000
"""Metres between offices whose rounds are drawn in one picture."""

BADGES = {
    VisitState.OUT: "info",
    VisitState.MADE: "ok",
    VisitState.REFUSED: "warn",
    VisitState.NOT_MET: "warn",
    VisitState.FELL_OUT: "stop",
}


@dataclass(frozen=True, slots=True)
class RoundShown:
    """A round in the list, with the colour it has on the map."""

    round: RoundFacts
    tone: int
    planned: list[VisitFacts]
    fallen: list[VisitFacts]

    @property
    def done(self) -> int:
        """Visits with an outcome."""
        return sum(each.is_done for each in self.planned)


@dataclass(frozen=True, slots=True)
class MapShown:
    """The picture of a day."""

    frame: Frame
    labels: list[Label]
    bases: list[Label]
    lines: list[Line]
    waiting: list[Stop]


@require_GET
@for_those_who_may("see_visits")
def rounds(request: StaffRequest) -> HttpResponse:
    """The whole day; its live part is fetched again while teams are out."""
    day = day_asked(request)
    context = _day(request, day)
    template = "live" if request.headers.get("HX-Request") else "rounds"
    return render(request, f"desk/oversight/visits/{template}.html", context)


@require_POST
@for_those_who_may("plan_visits")
def plan(request: StaffRequest) -> HttpResponse:
    """Plan the day's rounds, or what is left of it."""
    day = day_asked(request)
    try:
        planned = actions.plan(day=day, staff=request.user, at=request.now)
    except Refused as error:
        say(request, error)
        return to_day(day)
    stops = sum(
        each.state in (VisitState.PLANNED, VisitState.OUT) for each in visits.visits_on(day)
    )
    told = ngettext("%(n)s visit is planned.", "%(n)s visits are planned.", stops)
    messages.success(request, told % {"n": stops})
    if planned.left_out:
        left = ngettext(
            "%(n)s visit is in no round; below it says why.",
            "%(n)s visits are in no round; below it says why.",
            len(planned.left_out),
        )
        messages.warning(request, left % {"n": len(planned.left_out)})
    return to_day(day)


@require_POST
@for_those_who_may("plan_visits")
def give_out(request: StaffRequest) -> HttpResponse:
    """Give out one round, or all drafted ones."""
    day, number = day_asked(request), request.POST.get("round", "")
    try:
        if number.isdecimal():
            given = [actions.give_out(round_id=int(number), staff=request.user, at=request.now)]
        else:
            given = actions.give_out_all(day=day, staff=request.user, at=request.now)
    except Refused as error:
        say(request, error)
        return to_day(day)
    if given:
        told = ngettext("%(n)s round given out.", "%(n)s rounds given out.", len(given))
        messages.success(request, told % {"n": len(given)})
    else:
        messages.warning(request, _("There is no drafted round."))
    return to_day(day)


@require_POST
@for_those_who_may("plan_visits")
def call_off(request: StaffRequest, visit_id: int) -> HttpResponse:
    """Take a visit off. The round is planned anew when the lead asks for it."""
    try:
        visit = actions.call_off(visit_id=visit_id, staff=request.user, at=request.now)
    except Refused as error:
        say(request, error)
        return redirect("visits")
    messages.success(request, _("The visit is taken off. Plan again to close the gap."))
    return to_day(visit.day)


def day_asked(request: StaffRequest) -> date:
    """The day of the form or the address; today where it is none."""
    given = request.POST.get("day") or request.GET.get("day", "")
    try:
        return date.fromisoformat(given)
    except ValueError:
        return today(request)


def to_day(day: date) -> HttpResponse:
    """Back to the day."""
    return redirect(f"{reverse('visits')}?day={day.isoformat()}")


def say(request: StaffRequest, error: Refused) -> None:
    """A refusal, in the page's language."""
    messages.error(request, error.text.in_language(get_language() or "en"))


def _day(request: StaffRequest, day: date) -> dict[str, Any]:
    found = visits.visits_on(day)
    shown = [
        RoundShown(
            each,
            1 + number % TONES,
            [visit for visit in each.visits if visit.stop is not None],
            [visit for visit in each.visits if visit.stop is None],
        )
        for number, each in enumerate(visits.rounds_on(day))
    ]
    drafted = [each for each in shown if each.round.state == RoundState.DRAFTED and each.planned]
    waiting = [each for each in found if each.state == VisitState.WAITING]
    now = today(request)
    return {
        "day": day,
        "is_today": day == now,
        "is_past": day < now,
        "yesterday": day - timedelta(days=1),
        "tomorrow": day + timedelta(days=1),
        "rounds": shown,
        "drafted": len(drafted),
        "waiting": waiting,
        "fallen": [each for each in found if each.round_id is None and not each.is_open],
        "counts": {
            "open": sum(each.is_open for each in found),
            "planned": sum(each.stop is not None for each in found),
            "done": sum(each.is_done for each in found),
            "fallen": sum(each.state == VisitState.FELL_OUT for each in found),
        },
        "kilometres": sum(each.round.metres for each in shown) / 1000,
        "any": bool(found),
        "has_teams": VisitTeam.objects.filter(works=True).exists(),
        "maps": _maps(request, shown, waiting),
        "badges": BADGES,
        "may_plan": may(request.user, "plan_visits") and day >= now,
        "poll_seconds": POLL_SECONDS,
        "live": day == now and any(each.round.state == RoundState.TAKEN for each in shown),
    }


def _maps(
    request: StaffRequest, shown: list[RoundShown], waiting: list[VisitFacts]
) -> list[MapShown]:
    """A picture for each region that teams set out in; of what waits, where no team does."""
    everyone = [visit for each in shown for visit in each.planned] + waiting
    known = spots([visit.address_id for visit in everyone], visits.round_policy(request.now))
    teams = VisitTeam.objects.select_related("sets_out_from", "returns_to").filter(
        code__in=[each.round.team_code for each in shown]
    )
    by_code = {team.code: team for team in teams}
    regions: list[tuple[Spot, list[RoundShown]]] = []
    for each in shown:
        if not any(visit.address_id in known for visit in each.planned):
            continue
        office = spot_of_base(by_code[each.round.team_code].sets_out_from)
        near = [found for begun, found in regions if straight_metres(begun, office) < REGION]
        if near:
            near[0].append(each)
        else:
            regions.append((office, [each]))
    if not regions and any(visit.address_id in known for visit in waiting):
        regions.append((next(iter(known.values())), []))
    return [_map(found, waiting, known, by_code) for _office, found in regions]


def _map(
    shown: list[RoundShown],
    waiting: list[VisitFacts],
    known: dict[int, Spot],
    teams: dict[str, VisitTeam],
) -> MapShown:
    """One picture. What waits far away would make the rounds a dot, so only they set its frame."""
    mine = [teams[each.round.team_code] for each in shown]
    bases = {base.pk: base for team in mine for base in (team.sets_out_from, team.returns_to)}
    stops = [v for each in shown for v in each.planned if v.address_id in known]
    others = [visit for visit in waiting if visit.address_id in known]
    frame = frame_of(
        [
            *(spot_of_base(base) for base in bases.values()),
            *(known[visit.address_id] for visit in stops or others),
        ]
    )
    others = [visit for visit in others if frame.holds(known[visit.address_id])]
    drawn = stops + others
    points = spread([frame.point(known[visit.address_id]) for visit in drawn])
    placed = {visit.id: point for visit, point in zip(drawn, points, strict=True)}
    offices = [_base(frame, base) for base in bases.values()]
    return MapShown(
        frame=frame,
        labels=labels_of(frame, [*points, *((each.x, each.y) for each in offices)]),
        bases=offices,
        lines=[_line(frame, each, teams, placed) for each in shown],
        waiting=[_stop(visit, *placed[visit.id]) for visit in others],
    )


def _line(
    frame: Frame,
    shown: RoundShown,
    teams: dict[str, VisitTeam],
    placed: dict[int, tuple[float, float]],
) -> Line:
    team = teams[shown.round.team_code]
    line = Line(shown.tone, shown.round.team_code)
    line.stops = [_stop(each, *placed[each.id]) for each in shown.planned if each.id in placed]
    if line.stops:
        line.points = [
            frame.point(spot_of_base(team.sets_out_from)),
            *((stop.x, stop.y) for stop in line.stops),
            frame.point(spot_of_base(team.returns_to)),
        ]
    return line


def _stop(visit: VisitFacts, x: float, y: float) -> Stop:
    return Stop(x, y, visit.stop or 0, visit.state, visit.address_masked)


def _base(frame: Frame, base: Base) -> Label:
    x, y = frame.point(spot_of_base(base))
    return Label(x, y, base.name)
