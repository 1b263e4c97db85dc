"""Reports of a day, week or month: the list, one of them, and when they are made."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.delivery import can_send
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.reported import maker_of, post_line, return_rows, said_of
from fairdue.desk.oversight.spans import today
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may
from fairdue.reporting.actions import (
    add_schedule,
    confirm_commentary,
    end_schedule,
    export_period,
    recount,
)
from fairdue.reporting.exports.period import reading_of, standing_of, title_of
from fairdue.reporting.models import Period, PeriodReport, ReportKind
from fairdue.reporting.queries import reports as queries
from fairdue.reporting.queries.checking import Outcome
from fairdue.reporting.queries.period import main_currency
from fairdue.typesetting import FontMissingError

ROWS = 25


@require_GET
@for_those_who_may("see_reports")
def reports(request: StaffRequest) -> HttpResponse:
    """All reports, the newest period first."""
    offset = (page_number(request) - 1) * ROWS
    found, total = queries.reports(offset=offset, limit=ROWS)
    language = get_language() or "en"
    return render(
        request,
        "desk/oversight/reports.html",
        {
            "reports": [(each, title_of(each).in_language(language)) for each in found],
            "paging": paging(request, total, ROWS),
            "may_schedule": may(request.user, "schedule_reports"),
        },
    )


@require_GET
@for_those_who_may("see_reports")
def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """One report: what it said, what is known now, what is said of it, and to whom it went."""
    found = _found(report_id)
    language, as_of = get_language() or "en", found.document["as_of"]
    last = queries.last_recount(report_id)
    said, folded = said_of(found, language)
    return render(
        request,
        "desk/oversight/report.html",
        {
            "report": found,
            "as_of": date.fromisoformat(as_of) if as_of else None,
            "title": title_of(found).in_language(language),
            "maker": maker_of(found),
            "reading": reading_of(found, last, language),
            "recount": last,
            "returned": return_rows(found, language),
            "said": said,
            "folded": folded,
            "standing": standing_of(found, language),
            "may_confirm": may(request.user, "confirm_report"),
            "posts": [post_line(each, language) for each in queries.posts(report_id)],
            "queries": found.document["queries"],
        },
    )


@require_POST
@for_those_who_may("confirm_report")
def confirm(request: StaffRequest, report_id: int) -> HttpResponse:
    """Stand by what is said of the figures, as edited."""
    try:
        confirm_commentary(
            report_id=report_id,
            english=request.POST.get("english", ""),
            chinese=request.POST.get("chinese", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("The commentary is confirmed under your name."))
    return redirect("report", report_id)


@require_POST
@for_those_who_may("see_reports")
def count_anew(request: StaffRequest, report_id: int) -> HttpResponse:
    """Run the report's queries again, and say what came of it."""
    _found(report_id)
    check = recount(report_id=report_id, actor=request.user.username, at=request.now)
    counts = {"same": len(check.of(Outcome.SAME)), "all": len(check.figures)}
    counts["corrected"] = len(check.of(Outcome.CORRECTED))
    told = _("%(same)s of %(all)s figures reproduce; %(corrected)s were corrected since.") % counts
    if check.reproduces:
        messages.success(request, told)
    else:
        wrong = _("Some figures differ without a reason on record. Tell compliance.")
        messages.error(request, f"{told} {wrong}")
    return redirect("report", report_id)


@require_POST
@for_those_who_may("see_reports")
def download(request: StaffRequest, report_id: int, file_format: str) -> HttpResponse:
    """The report as a file with the reader's name on it; journalled."""
    found = _found(report_id)
    try:
        made = export_period(
            found, file_format, staff=request.user, at=request.now, language=get_language() or "en"
        )
    except ValueError as error:
        raise Http404(str(error)) from None
    except FontMissingError as error:
        return render(request, "desk/oversight/export_failed.html", {"why": str(error)}, status=503)
    response = HttpResponse(made.content, content_type=made.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
@for_those_who_may("see_reports")
def schedules(request: StaffRequest) -> HttpResponse:
    """Which reports are made by themselves, and who gets each."""
    return render(
        request,
        "desk/oversight/report_schedules.html",
        {
            "schedules": queries.schedules(),
            "readers": queries.possible_readers(),
            "kinds": ReportKind.choices,
            "periods": Period.choices,
            "currency": main_currency(),
            "today": today(request),
            "may_schedule": may(request.user, "schedule_reports"),
            "can_mail": can_send("email"),
        },
    )


@require_POST
@for_those_who_may("schedule_reports")
def add(request: StaffRequest) -> HttpResponse:
    """Begin a schedule."""
    given = request.POST
    try:
        add_schedule(
            kind=given.get("kind", ""),
            period=given.get("period", ""),
            currency=given.get("currency", "").strip().upper(),
            staff_ids=[int(each) for each in given.getlist("readers") if each.isdecimal()],
            language=given.get("language", ""),
            starts_on=date.fromisoformat(given.get("starts_on", "")),
            staff=request.user,
            at=request.now,
        )
    except ValueError:
        messages.error(request, _("Say from which day on."))
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("The report will be made after each period, and sent."))
    return redirect("report-schedules")


@require_POST
@for_those_who_may("schedule_reports")
def end(request: StaffRequest, schedule_id: int) -> HttpResponse:
    """End a schedule; what was made stays."""
    try:
        end_schedule(schedule_id=schedule_id, staff=request.user, at=request.now)
    except Refused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("The schedule has ended. Its reports stay."))
    return redirect("report-schedules")


def _found(report_id: int) -> PeriodReport:
    found = queries.report(report_id)
    if found is None:
        raise Http404
    return found


def _say(request: StaffRequest, refused: Refused) -> None:
    messages.error(request, refused.text.in_language(get_language() or "en"))
