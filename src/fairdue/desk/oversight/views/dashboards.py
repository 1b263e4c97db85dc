"""Dashboards: the figures that an audience looks at first, live, and ready for the printer."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.presenting import Picture, Tile, picture, query_of, tile
from fairdue.desk.oversight.views.figures import scope_of
from fairdue.people.rules import MANAGEMENT
from fairdue.reporting.dashboards import DASHBOARDS, Dashboard, families
from fairdue.reporting.exports.report import Section
from fairdue.reporting.figure import Figure
from fairdue.reporting.queries.lookup import COUNTED_BY
from fairdue.reporting.queries.report import WrongDaysError, sections
from fairdue.reporting.scope import Scope

POLL_SECONDS = 4
"""How often tiles come again; with the time to count, what the desk does shows within 5 seconds."""


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
    shown, scope, language = _dashboard(audience), _scope(request), get_language() or "en"
    drawn = sections(scope, families((), shown.pictures), language)
    return render(
        request,
        "desk/oversight/dashboard.html",
        _live(request, audience, scope)
        | {
            "title": shown.title.in_language(language),
            "tabs": [(name, each.title.in_language(language)) for name, each in DASHBOARDS.items()],
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
    shown, language = _dashboard(audience), get_language() or "en"
    return {
        "audience": audience,
        "groups": groups(shown, scope, language),
        "scope": scope,
        "query_text": urlencode(query_of(scope)),
        "at": request.now.astimezone(scope.zone),
        "poll_seconds": POLL_SECONDS,
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


def _dashboard(audience: str) -> Dashboard:
    if audience not in DASHBOARDS:
        raise Http404(f"there is no dashboard for {audience!r}")
    return DASHBOARDS[audience]


def _scope(request: StaffRequest) -> Scope:
    """The days and currency that the address names; as on the page of all figures."""
    try:
        return scope_of(request, request.GET)
    except (WrongDaysError, ValueError):
        return scope_of(request, QueryDict())
