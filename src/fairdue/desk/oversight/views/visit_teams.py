"""Teams of two and the offices they set out from; and where an address is, on a plain map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.maps import HEIGHT, MARGIN, WIDTH, Frame, labels_of
from fairdue.desk.oversight.views.rounds import day_asked, say, to_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Role, Staff
from fairdue.people.rules import may
from fairdue.portfolio.models import ContactPoint
from fairdue.visits import actions
from fairdue.visits.models import Base, Skill, VisitTeam
from fairdue.visits.queries import round_policy
from fairdue.visits.queries.places import places, spot_of
from fairdue.visits.routing.distances import Spot

NEAR, FAR = 0.02, 40.0
DEGREES = {"point": 0.05, "district": 0.3, "city": 0.8, "province": 4.0, "unknown": 30.0}
CHINA = Spot(35.0, 105.0)
STEPS = {"north": (1, 0), "south": (-1, 0), "west": (0, -1), "east": (0, 1)}


@require_GET
@for_those_who_may("see_visits")
def teams(request: StaffRequest) -> HttpResponse:
    """All teams and offices."""
    rows = VisitTeam.objects.select_related("first", "second", "sets_out_from", "returns_to")
    visitors = Staff.objects.filter(role=Role.VISITOR, is_active=True)
    code = request.GET.get("team", "")
    return render(
        request,
        "desk/oversight/visits/teams.html",
        {
            "teams": rows.order_by("-works", "code"),
            "edited": rows.filter(code=code).first(),
            "bases": Base.objects.order_by("name"),
            "visitors": visitors.order_by("team__code", "username"),
            "skills": Skill.choices,
            "skill_names": dict(Skill.choices),
            "may_plan": may(request.user, "plan_visits"),
        },
    )


@require_POST
@for_those_who_may("plan_visits")
def change(request: StaffRequest) -> HttpResponse:
    """Set a team up, or change it."""
    try:
        team = actions.change_team(*_terms(request), staff=request.user, at=request.now)
    except Refused as error:
        say(request, error)
    else:
        messages.success(request, _("%(team)s is set up.") % {"team": team.code})
    return redirect("visit-teams")


@require_POST
@for_those_who_may("plan_visits")
def add_base(request: StaffRequest) -> HttpResponse:
    """Add an office."""
    try:
        latitude, longitude = _degrees(request)
        base = actions.add_base(
            name=request.POST.get("name", ""),
            latitude=latitude,
            longitude=longitude,
            staff=request.user,
            at=request.now,
        )
    except Refused as error:
        say(request, error)
    else:
        messages.success(request, _("%(office)s is added.") % {"office": base.name})
    return redirect("visit-teams")


@dataclass(frozen=True, slots=True)
class Looked:
    """Where the mark is, and how much of the map is shown."""

    spot: Spot
    degrees: float


@require_http_methods(["GET", "POST"])
@for_those_who_may("plan_visits")
def place(request: StaffRequest, address_id: int) -> HttpResponse:
    """Where an address is. What is looked at stays in the form and never in an address."""
    point = ContactPoint.objects.filter(pk=address_id, kind="address").first()
    if point is None:
        raise Http404
    actions.find_places([address_id], actor=request.user.username, at=request.now)
    kept = places([address_id])[address_id]
    try:
        looked = _looked(request) if request.method == "POST" else None
        if looked and request.POST.get("do") == "keep":
            actions.set_place(
                address_id=address_id,
                latitude=looked.spot.latitude,
                longitude=looked.spot.longitude,
                staff=request.user,
                at=request.now,
            )
            messages.success(request, _("The place is kept. Plan again to use it."))
            return to_day(day_asked(request))
    except Refused as error:
        say(request, error)
        looked = None
    if looked is None:
        known = spot_of(kept, round_policy(request.now).uncertain_metres)
        looked = Looked(known or CHINA, DEGREES[kept.level])
    frame = Frame(looked.spot, looked.degrees)
    return render(
        request,
        "desk/oversight/visits/place.html",
        {
            "point": point,
            "place": kept,
            "day": day_asked(request),
            "looked": looked,
            "frame": frame,
            "labels": labels_of(frame, [(WIDTH / 2, HEIGHT / 2)]),
            "per_degree": frame.per_degree,
            "across": frame.per_degree * frame.narrow,
            "width": WIDTH,
            "height": HEIGHT,
            "margin": MARGIN,
        },
    )


def _looked(request: StaffRequest) -> Looked:
    """The mark of the form, moved or with more or less of the map, as its button says."""
    latitude, longitude = _degrees(request)
    try:
        degrees = float(request.POST.get("degrees", ""))
    except ValueError:
        degrees = DEGREES["district"]
    do = request.POST.get("do", "")
    if do in STEPS:
        up, right = STEPS[do]
        latitude += up * degrees / 10
        longitude += right * degrees / 10
    elif do in ("nearer", "farther"):
        degrees *= 0.5 if do == "nearer" else 2.0
    spot = Spot(min(max(latitude, -89.0), 89.0), min(max(longitude, -179.9), 179.9))
    return Looked(spot, min(max(degrees, NEAR), FAR))


def _degrees(request: StaffRequest) -> tuple[float, float]:
    try:
        return float(request.POST["latitude"]), float(request.POST["longitude"])
    except (KeyError, ValueError):
        raise Refused(
            Text(
                "Give latitude and longitude as numbers, such as 31.2304 and 121.4737.",
                "请以数字填写纬度和经度，例如31.2304和121.4737。",
            )
        ) from None


def _terms(request: StaffRequest) -> tuple[str, actions.TeamTerms]:
    code = slugify(request.POST.get("code", ""))
    try:
        terms = actions.TeamTerms(
            first_id=int(request.POST["first"]),
            second_id=int(request.POST["second"]),
            starts=time.fromisoformat(request.POST["starts"]),
            ends=time.fromisoformat(request.POST["ends"]),
            sets_out_from_id=int(request.POST["sets_out_from"]),
            returns_to_id=int(request.POST["returns_to"]),
            skills=tuple(request.POST.getlist("skills")),
            works="works" in request.POST,
        )
    except (KeyError, ValueError):
        raise Refused(
            Text(
                "Fill in two visitors, the shift, and the offices where it begins and ends.",
                "请填写两名外访员、班次，以及出发与返回的网点。",
            )
        ) from None
    if not code:
        raise Refused(
            Text(
                "Give the team a short name of letters and digits, such as road-1.",
                "请以字母和数字为小组命名，例如road-1。",
            )
        )
    return code, terms
