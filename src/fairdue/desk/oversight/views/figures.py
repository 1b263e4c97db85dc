"""The figures: a page of all of them, one opened to its rows, and both as files."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.delinquency.queries import customers_of
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.presenting import (
    block,
    cases_in,
    headline,
    opened,
    query_of,
    rows_grid,
)
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.people.rules import may
from fairdue.reporting.actions import Export, export_figure, export_report
from fairdue.reporting.exports.report import Report
from fairdue.reporting.figure import Family, Figure
from fairdue.reporting.queries import portfolio
from fairdue.reporting.queries.behind import rows_behind
from fairdue.reporting.queries.lookup import NoSuchFigureError, figure
from fairdue.reporting.queries.report import WrongDaysError, scope_for, sections
from fairdue.reporting.queries.rows import PAGE_ROWS, Page, Part, without_persons
from fairdue.reporting.scope import Scope
from fairdue.typesetting import FontMissingError

FAMILIES = (
    Family.BUCKETS,
    Family.ROLL,
    Family.CONTACTS,
    Family.PROMISES,
    Family.PERMITS,
    Family.ENDS,
    Family.PLANS,
    Family.PROTECTION,
    Family.FIELD,
    Family.BOARD,
    Family.PEOPLE,
    Family.EXPERIMENTS,
)
TITLE = Text("Figures", "经营指标")
SLICES = (
    "bucket",
    "to",
    "channel",
    "outcome",
    "state",
    "clause",
    "team",
    "months",
    "vintage",
    "team_name",
    "experiment",
)


@require_GET
@for_those_who_may("see_reports")
def figures(request: StaffRequest) -> HttpResponse:
    """All figures of a scope: tiles, charts, and the tables beneath them."""
    status = 200
    try:
        scope = scope_of(request, request.GET)
    except (WrongDaysError, ValueError) as error:
        messages.error(request, _("These days can't be shown: %(why)s") % {"why": error})
        scope, status = scope_of(request, QueryDict()), 422
    language = get_language() or "en"
    days = portfolio.days()
    found = sections(scope, FAMILIES, language)
    return render(
        request,
        "desk/oversight/figures.html",
        {
            "headline": headline(found, scope, language),
            "scope": scope,
            "query": query_of(scope),
            "blocks": [
                shown
                for section in found
                if (shown := block(section, scope, language)).tiles or shown.pictures
            ],
            "days": days[::-1],
            "earlier_days": [day for day in days[::-1] if scope.as_of and day < scope.as_of],
            "currencies": portfolio.currencies(scope.as_of) if scope.as_of else [],
        },
        status=status,
    )


@require_POST
@for_those_who_may("see_reports")
def export(request: StaffRequest, file_format: str) -> HttpResponse:
    """The page of figures as a workbook or a PDF; journalled."""
    language = get_language() or "en"
    try:
        scope = scope_of(request, request.POST)
    except (WrongDaysError, ValueError) as error:
        raise Http404(str(error)) from None
    report = Report(
        title=TITLE,
        scope=scope,
        sections=sections(scope, FAMILIES, language),
        made_by=f"{request.user.display_name} ({request.user.username})",
        made_at=request.now,
        language=language,
    )
    try:
        return _download(export_report(report, request.user.username, file_format))
    except FontMissingError as error:
        return render(request, "desk/oversight/export_failed.html", {"why": str(error)}, status=503)


@require_GET
@for_those_who_may("see_reports")
def one_figure(request: StaffRequest, key: str) -> HttpResponse:
    """One figure: formula, both parts, and a page of the rows behind one of them."""
    found, scope = _figure(request, key, request.GET)
    part = _part(request.GET)
    if found.denominator is None:
        part = Part.NUMERATOR
    language = get_language() or "en"
    offset = (page_number(request) - 1) * PAGE_ROWS
    rows = rows_behind(found, scope, part, Page(offset, PAGE_ROWS))
    customers = {}
    if may(request.user, "search"):
        customers = customers_of(cases_in(rows))
    else:
        rows = without_persons(rows)
    return render(
        request,
        "desk/oversight/figure.html",
        {
            "figure": opened(found, scope, language),
            "key": key,
            "part": str(part),
            "grid": rows_grid(rows, scope, language, customers),
            "paging": paging(request, rows.total, PAGE_ROWS),
            "fields": request.GET.items(),
            "back": query_of(scope),
        },
    )


@require_POST
@for_those_who_may("see_reports")
def export_one(request: StaffRequest, key: str) -> HttpResponse:
    """One figure and the rows behind it as a workbook; journalled."""
    found, scope = _figure(request, key, request.POST)
    return _download(
        export_figure(
            found,
            _part(request.POST),
            scope,
            actor=request.user.username,
            stamp=f"{request.user.display_name} ({request.user.username}) · "
            f"{request.now.astimezone(scope.zone):%Y-%m-%d %H:%M}",
            at=request.now,
            language=get_language() or "en",
            persons=may(request.user, "search"),
        )
    )


def scope_of(request: StaffRequest, given: QueryDict) -> Scope:
    """The scope the address names. Raises ValueError for something that is no date."""
    zone = ZoneInfo(settings.TIME_ZONE)

    def day(name: str) -> date | None:
        text = given.get(name, "")
        return date.fromisoformat(text) if text else None

    return scope_for(
        local_day(request.now, zone),
        zone,
        as_of=day("as_of"),
        before=day("before"),
        first=day("first"),
        last=day("last"),
        currency=given.get("currency", ""),
    )


def _figure(request: StaffRequest, key: str, given: QueryDict) -> tuple[Figure, Scope]:
    try:
        scope = scope_of(request, given)
        return figure(
            key, scope, {name: str(given[name]) for name in SLICES if name in given}
        ), scope
    except (NoSuchFigureError, WrongDaysError, ValueError) as error:
        raise Http404(str(error)) from None


def _part(given: QueryDict) -> Part:
    asked = given.get("part", "")
    return Part(asked) if asked in list(Part) else Part.NUMERATOR


def _download(made: Export) -> HttpResponse:
    response = HttpResponse(made.content, content_type=made.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
