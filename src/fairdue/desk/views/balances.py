"""What a customer owes on a day and why, for the workbench's dialog and the customer's file."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.views.search import SEARCHERS
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.rules.balance import shown

AHEAD_MAX = timedelta(days=366)


@require_GET
@for_roles(*SEARCHERS)
def owed(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """Each account line by line on the day asked for, today where none or no day is given."""
    if portfolio.customer(customer_id) is None:
        raise Http404
    today = timezone.localtime(request.now).date()
    on, problem = _day(request.GET.get("on", ""), today)
    statements = [shown(each) for each in portfolio.owed_on(customer_id, on)]
    return render(
        request,
        "desk/owed.html",
        {
            "customer_id": customer_id,
            "on": on,
            "problem": problem,
            "statements": statements,
            "is_ahead": on > today,
            "place": "file" if request.GET.get("place") == "file" else "work",
        },
    )


def _day(written: str, today: date) -> tuple[date, str]:
    """The day written, and what is wrong with it; then it is today."""
    if not written:
        return today, ""
    try:
        on = date.fromisoformat(written)
    except ValueError:
        return today, _("Write the day as in %(example)s.") % {"example": today.isoformat()}
    if on > today + AHEAD_MAX:
        last = (today + AHEAD_MAX).isoformat()
        return today, _("The last day that can be reckoned is %(last)s.") % {"last": last}
    return on, ""
