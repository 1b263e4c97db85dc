"""Reviews: every record in force that is due to be looked at again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.compliance import queries as compliance
from fairdue.compliance.actions import review
from fairdue.compliance.queries import RECORD_NAMES
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.record_forms import ReviewForm
from fairdue.kernel.refusal import Refused

ROWS = 50
WITHIN_DAYS = (0, 7, 30)


@require_GET
@for_those_who_may("review_records")
def reviews(request: StaffRequest) -> HttpResponse:
    """What is due by today, or within some days, by kind of record."""
    record = request.GET.get("record", "")
    asked = request.GET.get("within", "0")
    within = int(asked) if asked in map(str, WITHIN_DAYS) else 0
    today = timezone.localdate(request.now)
    rows, total = compliance.reviews_due(
        request.now,
        today,
        record=record,
        within_days=within,
        offset=(page_number(request) - 1) * ROWS,
        limit=ROWS,
    )
    counted = compliance.reviews_by_record(request.now, today, within_days=within)
    return render(
        request,
        "desk/oversight/reviews.html",
        {
            "rows": rows,
            "record": record,
            "records": [(name, RECORD_NAMES[name], number) for name, number in counted.items()],
            "within": within,
            "within_days": WITHIN_DAYS,
            "today": today,
            "paging": paging(request, total, ROWS),
        },
    )


@require_POST
@for_those_who_may("review_records")
def reviewed(request: StaffRequest, record: str, record_id: int) -> HttpResponse:
    """Note that a record was looked at, and when to look again."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a day and what was found."))
        return redirect("reviews")
    try:
        review(
            kind=record,
            record_id=record_id,
            next_on=form.cleaned_data["next_on"],
            reason=form.cleaned_data["reason"],
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("The record was looked at; it stays as it is."))
    return redirect("reviews")
