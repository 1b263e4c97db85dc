"""Checks: what people wanted to know of contacts in our name, and what was tried to sign in."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.identity.queries.figures import DayOfChecks, checks_by_day

SPANS = (7, 30, 90)
"""Days, today among them."""


@require_GET
@for_those_who_may("see_checks")
def checks(request: StaffRequest) -> HttpResponse:
    """Counts by day over a span, the newest first; days without any are left out."""
    asked = request.GET.get("days", "")
    span = int(asked) if asked in map(str, SPANS) else SPANS[1]
    today = timezone.localdate(request.now)
    days = checks_by_day(today - timedelta(days=span - 1), today)
    counted = [each.name for each in fields(DayOfChecks) if each.name != "on"]
    total = {name: sum(getattr(day, name) for day in days) for name in counted}
    rows = [day for day in reversed(days) if any(getattr(day, name) for name in counted)]
    context = {"rows": rows, "total": total, "span": span, "spans": SPANS}
    return render(request, "desk/oversight/checks.html", context)
