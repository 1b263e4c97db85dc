"""The decision table in use, what is proposed to change in it, and what was live before."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.strategist.presenting import shown
from fairdue.people.rules import may
from fairdue.strategy.models import ProposalState, TableVersion, Treatment
from fairdue.strategy.queries import (
    activations,
    file_differs,
    proposals,
    scheduled,
    stopped_by_night,
    stored_document,
    tables_in_use,
)
from fairdue.strategy.rules.tables import DecisionTable

OPEN = (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.APPROVED)
PAST_MAX = 50
TOLD_FOR = timedelta(days=7)
"""How long it is told that an experiment was stopped by itself."""


@require_GET
@for_those_who_may("see_strategy")
def tables(request: StaffRequest) -> HttpResponse:
    """The table that the next night decides by, and everything on its way to replace it."""
    live = tables_in_use(request.now)
    begun = [each for each in activations() if each.starts_at <= request.now]
    activated = {each.proposal_id for each in begun}
    known = [shown(each, request) for each in proposals()[:PAST_MAX]]
    is_open = {
        each.proposal.pk: each.proposal.state in OPEN and each.proposal.pk not in activated
        for each in known
    }
    return render(
        request,
        "desk/strategist/tables.html",
        {
            "live": live,
            "table": live.document.table,
            "rows": _rows(live.document.table),
            "ahead": scheduled(request.now),
            "open": [each for each in known if is_open[each.proposal.pk]],
            "closed": [each for each in known if not is_open[each.proposal.pk]],
            "begun": begun,
            "file_differs": file_differs(request.now),
            "stopped": stopped_by_night(request.now - TOLD_FOR),
            "writes": may(request.user, "edit_strategy"),
            "approves": may(request.user, "approve_strategy"),
        },
    )


@require_GET
@for_those_who_may("see_strategy")
def version(request: StaffRequest, version_id: int) -> HttpResponse:
    """One stored version, as it decided or was submitted."""
    found = TableVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise Http404(f"no version {version_id}")
    table = stored_document(found.name, found.version).table
    live = tables_in_use(request.now).document.table
    was_live = [each for each in activations() if version_id in (each.version_id, each.replaces_id)]
    return render(
        request,
        "desk/strategist/version.html",
        {
            "version": found,
            "table": table,
            "rows": _rows(table),
            "is_live": (table.name, table.version) == (live.name, live.version),
            "spans": was_live,
            "may_go_back": may(request.user, "approve_strategy")
            and (table.name, table.version) != (live.name, live.version)
            and any(each.starts_at <= request.now for each in was_live),
        },
    )


def _rows(table: DecisionTable) -> list[tuple[object, str]]:
    return [(row, str(Treatment(row.then).label)) for row in table.rows]
