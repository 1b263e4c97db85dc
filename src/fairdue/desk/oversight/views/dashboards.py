"""Dashboards: the figures that an audience looks at first, live, and ready for the printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.live import LIVE_SECONDS
from fairdue.desk.oversight.presenting import Picture, Tile, picture, query_of, tile
from fairdue.desk.oversight.views.figures import FAMILIES, scope_of
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import MANAGEMENT
from fairdue.reporting.actions.viewing import remove_view, save_view
from fairdue.reporting.catalogue import CATALOGUE
from fairdue.reporting.dashboards import DASHBOARDS, Dashboard, families, of_keys
from fairdue.reporting.exports.report import SECTION_TITLES, Section
from fairdue.reporting.figure import Figure
from fairdue.reporting.models import SavedView
from fairdue.reporting.queries.lookup import COUNTED_BY
from fairdue.reporting.queries.report import WrongDaysError, sections
from fairdue.reporting.queries.views import views_for
from fairdue.reporting.scope import Scope

OWN = "view-"
"""Before the number of a saved view, in its address."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tiles under a heading."""

    title: str
    tiles: list[Tile]


@require_GET
@for_those_who_may("see_reports")
def dashboard(request: StaffRequest, audience: str = "") -> HttpResponse:
    """An audience's page; without one named, that of the reader's own role."""
    audience = audience or (request.user.role if request.user.role in DASHBOARDS else MANAGEMENT)
    shown, scope = _dashboard(request, audience), _scope(request)
    language = get_language() or "en"
    drawn = sections(scope, families((), shown.pictures), language)
    return render(
        request,
        "desk/oversight/dashboard.html",
        _live(request, audience, scope)
        | {
            "title": shown.title.in_language(language),
            "tabs": [
                *((name, each.title.in_language(language)) for name, each in DASHBOARDS.items()),
                *((f"{OWN}{each.pk}", each.name) for each in views_for(request.user.username)),
            ],
            "mine": _view(request, audience),
            "pictures": _pictures(shown, drawn, scope, language),
        },
    )


@require_GET
@for_those_who_may("see_reports")
def live(request: StaffRequest, audience: str) -> HttpResponse:
    """The tiles alone."""
    return render(
        request,
        "desk/oversight/dashboard_live.html",
        _live(request, audience, _scope(request)),
    )


def _live(request: StaffRequest, audience: str, scope: Scope) -> dict[str, object]:
    shown, language = _dashboard(request, audience), get_language() or "en"
    return {
        "audience": audience,
        "groups": groups(shown, scope, language),
        "scope": scope,
        "query_text": urlencode(query_of(scope)),
        "at": request.now.astimezone(scope.zone),
        "poll_seconds": LIVE_SECONDS,
    }


def groups(shown: Dashboard, scope: Scope, language: str) -> list[Group]:
    """The tiles of a dashboard, counted now; groups without a figure are left out.

    A figure that has parts only, as one for each experiment, has a tile for each.
    """
    counted = [figure for family in families(shown.keys) for figure in COUNTED_BY[family](scope)]

    def tiles(keys: tuple[str, ...]) -> list[Tile]:
        return [
            tile(figure, scope, language)
            for key in keys
            for figure in _whole_or_parts(
                [figure for figure in counted if figure.definition.key == key]
            )
        ]

    made = ((title, tiles(keys)) for title, keys in shown.groups)
    return [Group(title.in_language(language), found) for title, found in made if found]


def _whole_or_parts(figures: list[Figure]) -> list[Figure]:
    """The whole, or the parts of what has no whole: an experiment each, plans after months."""
    return [figure for figure in figures if not figure.slice] or figures


def _pictures(
    shown: Dashboard, drawn: tuple[Section, ...], scope: Scope, language: str
) -> list[Picture]:
    made = {
        chart.key: picture(chart, section.figures, scope, language)
        for section in drawn
        for chart in section.charts
    }
    return [made[key] for key in shown.pictures if key in made]


def _dashboard(request: StaffRequest, audience: str) -> Dashboard:
    if audience in DASHBOARDS:
        return DASHBOARDS[audience]
    view = _view(request, audience)
    if view is None:
        raise Http404(f"there is no dashboard for {audience!r}")
    return of_keys(view.name, view.keys)


def _view(request: StaffRequest, audience: str) -> SavedView | None:
    """The saved view that the address names, if the reader may see it."""
    number = audience.removeprefix(OWN)
    if number == audience or not number.isdecimal():
        return None
    return views_for(request.user.username).filter(pk=int(number)).first()


@require_http_methods(["GET", "POST"])
@for_those_who_may("see_reports")
def new_view(request: StaffRequest) -> HttpResponseBase:
    """Put figures together under a name; a refusal stands beside what was ticked."""
    language, wrong = get_language() or "en", ""
    keys = request.POST.getlist("key")
    if request.method == "POST":
        try:
            made = save_view(
                name=request.POST.get("name", ""),
                keys=keys,
                shared="shared" in request.POST,
                staff=request.user,
                at=request.now,
            )
        except Refused as refused:
            wrong = refused.text.in_language(language)
        else:
            messages.success(request, _("The view is saved."))
            return redirect("dashboard-of", f"{OWN}{made.pk}")
    context = {"families": _choices(keys, language), "sent": request.POST, "wrong": wrong}
    return render(
        request, "desk/oversight/dashboard_new.html", context, status=422 if wrong else 200
    )


def _choices(ticked: Sequence[str], language: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Every figure by family: its key, its title, and whether it is ticked."""
    return [
        (
            SECTION_TITLES[family].in_language(language),
            [
                (each.key, each.title.in_language(language), each.key in ticked)
                for each in CATALOGUE.values()
                if each.family is family
            ],
        )
        for family in FAMILIES
    ]


@require_POST
@for_those_who_may("see_reports")
def remove(request: StaffRequest, view_id: int) -> HttpResponseBase:
    """Remove a view of one's own."""
    try:
        remove_view(view_id=view_id, staff=request.user, at=request.now)
        messages.success(request, _("The view is removed."))
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    return redirect("dashboard")


def _scope(request: StaffRequest) -> Scope:
    """The days and currency that the address names; as on the page of all figures."""
    try:
        return scope_of(request, request.GET)
    except (WrongDaysError, ValueError):
        return scope_of(request, QueryDict())
