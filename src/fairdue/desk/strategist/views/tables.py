"""The decision table in use, row by row."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.strategy.models import Treatment
from fairdue.strategy.queries import tables_in_use


@require_GET
@for_those_who_may("see_strategy")
def tables(request: StaffRequest) -> HttpResponse:
    """The table that the next night decides by."""
    document = tables_in_use(request.now).document
    rows = [(row, Treatment(row.then).label) for row in document.table.rows]
    return render(request, "desk/strategist/tables.html", {"table": document.table, "rows": rows})
