"""Letters on paper: gathered into print files, posted by a person, and what came back."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import today
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions.letters import (
    gather_letters,
    post_batch,
    print_batch,
    print_file,
    return_letter,
)
from fairdue.messaging.models import BatchState, LetterBatch, ReturnReason
from fairdue.messaging.queries.letters import batches as queries
from fairdue.messaging.queries.letters.policy import letter_policy
from fairdue.typesetting import FontMissingError

COUNTRIES = {
    "CN": pgettext_lazy("law", "China"),
    "UK": pgettext_lazy("law", "United Kingdom"),
    "US": pgettext_lazy("law", "United States"),
}
ROWS = 25
POLL_SECONDS = 3
SLOW = timedelta(minutes=2)
"""A print file takes seconds; one that was asked for longer ago can be asked for again."""


@require_GET
@for_those_who_may("handle_letters")
def letters(request: StaffRequest) -> HttpResponse:
    """What waits, the batches, and what came back; a part of it while files are being made."""
    offset = (page_number(request) - 1) * ROWS
    found, total = queries.batches(offset=offset, limit=ROWS)
    returned, waiting = queries.returned(), queries.waiting()
    template = "letters_batches" if request.headers.get("HX-Request") else "letters"
    return render(
        request,
        f"desk/oversight/{template}.html",
        {
            "waiting": [(COUNTRIES[each.law], each) for each in waiting],
            "waiting_total": sum(each.letters for each in waiting),
            "batches": found,
            "paging": paging(request, total, ROWS),
            "making": any(each.batch.state == BatchState.GATHERED for each in found),
            "poll_seconds": POLL_SECONDS,
            "slow_before": request.now - SLOW,
            "today": today(request),
            "returned": [(each, ReturnReason(each.returned_for).label) for each in returned],
            "reasons": ReturnReason.choices,
            "policy": letter_policy(request.now),
        },
    )


@require_POST
@for_those_who_may("handle_letters")
def gather(request: StaffRequest) -> HttpResponse:
    """Put what waits into batches."""
    found = gather_letters(staff=request.user, at=request.now)
    if found.letters:
        gathered = ngettext("%(n)s letter gathered.", "%(n)s letters gathered.", found.letters)
        messages.success(request, gathered % {"n": found.letters})
    if found.withdrawn:
        told = ngettext(
            "%(n)s letter may not go any more and was withdrawn.",
            "%(n)s letters may not go any more and were withdrawn.",
            found.withdrawn,
        )
        messages.warning(request, told % {"n": found.withdrawn})
    if not found.letters and not found.withdrawn:
        messages.warning(request, _("No letter waits."))
    return redirect("letters")


@require_POST
@for_those_who_may("handle_letters")
def make(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Make a print file whose worker was lost, at once."""
    try:
        print_batch(batch_id, at=request.now)
    except FontMissingError as error:
        messages.error(request, str(error))
    return redirect("letters")


@require_POST
@for_those_who_may("handle_letters")
def download(request: StaffRequest, batch_id: int, file_format: str) -> HttpResponse:
    """The print file, which the journal tells of, or its manifest."""
    batch = LetterBatch.objects.filter(pk=batch_id).first()
    found = queries.manifest(batch_id)
    if batch is None or found is None:
        raise Http404
    if file_format == "pdf":
        try:
            content: str | bytes = print_file(batch_id=batch_id, staff=request.user, at=request.now)
        except (Refused, FontMissingError) as error:
            _say(request, error)
            return redirect("letters")
        kind = "application/pdf"
    elif file_format == "csv":
        content, kind = queries.manifest_csv(found), "text/csv; charset=utf-8"
    elif file_format == "json":
        content, kind = json.dumps(found, indent=2), "application/json"
    else:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    name = f"letters-{batch.number}.{file_format}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@for_those_who_may("handle_letters")
def posted(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Note the day on which a batch was posted."""
    try:
        day = date.fromisoformat(request.POST.get("posted_on", ""))
        batch = post_batch(batch_id=batch_id, posted_on=day, staff=request.user, at=request.now)
    except ValueError:
        messages.error(request, _("Say on which day it was posted."))
    except Refused as refused:
        _say(request, refused)
    else:
        told = _("Batch %(number)s is noted as posted.") % {"number": batch.number}
        messages.success(request, told)
    return redirect("letters")


@require_POST
@for_those_who_may("handle_letters")
def came_back(request: StaffRequest) -> HttpResponse:
    """Note that a letter came back."""
    try:
        letter = return_letter(
            typed=request.POST.get("typed", "")[:400],
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        _say(request, refused)
    else:
        told = _("Letter %(reference)s is noted as returned.") % {"reference": letter.reference}
        messages.success(request, told)
    return redirect("letters")


def _say(request: StaffRequest, error: Refused | FontMissingError) -> None:
    text = (
        error.text.in_language(get_language() or "en") if isinstance(error, Refused) else str(error)
    )
    messages.error(request, text)
