"""Months of the credit record: what would be sent, what is held back, files and their answers."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.credit_record.actions.submitting import (
    ANSWER_BYTES_MAX,
    Outlook,
    make_submission,
    note_answer,
    note_sent,
    open_submission,
    outlook,
)
from fairdue.credit_record.models import (
    Bureau,
    Correction,
    CorrectionState,
    Rejection,
    Submission,
)
from fairdue.credit_record.queries.entries import months_closed
from fairdue.credit_record.rules.words import held_in_words
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.spans import today
from fairdue.kernel.refusal import Refused
from fairdue.portfolio.queries import ids_by_ref

MONTHS, ROWS, CORRECTIONS = 24, 25, 50


@require_GET
@for_those_who_may("correct_credit_record")
def months(request: StaffRequest) -> HttpResponse:
    """Months that were closed with the files of each, and corrections that wait."""
    closed = months_closed()[:MONTHS]
    made = Submission.objects.filter(month__in=closed).order_by("number")
    latest = {(each.bureau, each.month): each for each in made}
    waiting = (
        Correction.objects.filter(state=CorrectionState.PROPOSED)
        .select_related("account", "customer")
        .order_by("proposed_at")[:CORRECTIONS]
    )
    rows = [
        (month, [(bureau, latest.get((bureau, month))) for bureau in Bureau]) for month in closed
    ]
    context = {"rows": rows, "bureaus": list(Bureau), "waiting": waiting}
    return render(request, "desk/credit/months.html", context)


@require_GET
@for_those_who_may("handle_credit_files")
def month(request: StaffRequest, bureau: str, year: int, month: int) -> HttpResponse:
    """One month for one bureau."""
    day = _asked(bureau, year, month)
    try:
        found = outlook(bureau, day, today(request))
    except Refused as refused:
        raise Http404 from refused
    files = list(Submission.objects.filter(bureau=bureau, month=day).order_by("-number"))
    rejected = Rejection.objects.filter(submission__in=files).order_by("submission", "pk")
    return render(
        request,
        "desk/credit/month.html",
        {
            "bureau": Bureau(bureau),
            "month": day,
            "found": found,
            "held": [
                (held_in_words(reason), number, _held(found, reason))
                for reason, number in found.held.items()
            ],
            "rows": ROWS,
            "files": files,
            "rejected": list(rejected[:ROWS]),
            "today": today(request),
        },
    )


@require_POST
@for_those_who_may("handle_credit_files")
def make(request: StaffRequest, bureau: str, year: int, month: int) -> HttpResponse:
    """Make the month's file."""
    day = _asked(bureau, year, month)
    try:
        made = make_submission(bureau=bureau, month=day, staff=request.user, at=request.now)
    except Refused as refused:
        say(request, refused)
    else:
        told = _("File %(number)s is made: %(records)s accounts.")
        messages.success(request, told % {"number": made.number, "records": made.records})
    return redirect("credit-month", bureau, year, month)


@require_POST
@for_those_who_may("handle_credit_files")
def download(request: StaffRequest, submission_id: int) -> HttpResponseBase:
    """The file as it is sent; the journal tells who took it."""
    submission = _submission(submission_id)
    parts = open_submission(submission_id=submission_id, staff=request.user, at=request.now)
    response = StreamingHttpResponse(parts, content_type="application/octet-stream")
    name = f"{submission.bureau}-{submission.month:%Y-%m}-{submission.number}.txt"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(submission.length)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@for_those_who_may("handle_credit_files")
def sent(request: StaffRequest, submission_id: int) -> HttpResponse:
    """Note that a file was sent."""
    submission = _submission(submission_id)
    try:
        day = date.fromisoformat(request.POST.get("on", ""))
        note_sent(submission_id=submission_id, sent_on=day, staff=request.user, at=request.now)
    except ValueError:
        messages.error(request, _("Say on which day it was."))
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, _("The file is noted as sent."))
    return _back(submission)


@require_POST
@for_those_who_may("handle_credit_files")
def answer(request: StaffRequest, submission_id: int) -> HttpResponse:
    """Note what the bureau answered."""
    submission = _submission(submission_id)
    given = request.FILES.get("rejected")
    try:
        day = date.fromisoformat(request.POST.get("on", ""))
        note_answer(
            submission_id=submission_id,
            answered_on=day,
            rejected=given.read(ANSWER_BYTES_MAX + 1) if given else b"",
            staff=request.user,
            at=request.now,
        )
    except ValueError:
        messages.error(request, _("Say on which day it was."))
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, _("The answer is noted."))
    return _back(submission)


def say(request: StaffRequest, refused: Refused) -> None:
    """Show why something was refused, on the next page."""
    messages.error(request, refused.text.in_language(get_language() or "en"))


def _asked(bureau: str, year: int, month: int) -> date:
    if bureau not in Bureau.values or not 1 <= month <= 12 or not 1 <= year <= 9999:
        raise Http404
    return date(year, month, monthrange(year, month)[1])


def _submission(submission_id: int) -> Submission:
    found = Submission.objects.filter(pk=submission_id).first()
    if found is None:
        raise Http404
    return found


def _back(submission: Submission) -> HttpResponse:
    day = submission.month
    return redirect("credit-month", submission.bureau, day.year, day.month)


def _held(found: Outlook, reason: str) -> list[tuple[str, int | None]]:
    """Account and customer of the first that are held back so."""
    name = "consumer_account_number" if "consumer_account_number" in found.rows else "account"
    refs = found.rows.filter(pl.col("held") == reason)[name].head(ROWS).to_list()
    frame = found.entries.frame.filter(pl.col("account_ref").is_in(refs))
    customers = dict(frame.select("account_ref", "customer_ref").iter_rows())
    ids = ids_by_ref(list(customers.values()))
    return [(ref, ids.get(customers[ref])) for ref in refs]
