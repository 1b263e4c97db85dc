"""What a proposal would change, shown before it is approved or goes live."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fairdue.contact.queries import terms_at
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import paging
from fairdue.desk.strategist import effect as shown_effect
from fairdue.desk.strategist import replaying
from fairdue.desk.strategist.presenting import proposal_context, proposal_or_404
from fairdue.engine.lake import lake
from fairdue.nightly.replaying.effect import effect_of
from fairdue.people.rules import may
from fairdue.portfolio.queries import customer_by_ref
from fairdue.strategy.columns.decisions import DATASET
from fairdue.strategy.columns.replay import CODES, STEP_OF
from fairdue.strategy.models import Proposal, Treatment
from fairdue.strategy.queries import parse, tables_in_use
from fairdue.strategy.queries.documents import document_in
from fairdue.strategy.rules.reading import TableError

ACCOUNTS_A_PAGE = 25


@require_GET
@for_those_who_may("see_strategy")
def effect(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Rows changed; the accounts of the last night follow, they may take a moment."""
    found = proposal_or_404(proposal_id)
    against = tables_in_use(request.now).document
    changes = shown_effect.row_changes(
        document_in(found.text), document_in(against.text), get_language() or "en"
    )
    context = proposal_context(found, request, "proposal-effect") | {
        "changes": changes,
        "against": against.table,
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/strategist/effect.html", context)


@require_GET
@for_those_who_may("see_strategy")
def touched(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """Who would be treated differently on the last night's accounts."""
    found = proposal_or_404(proposal_id)
    context, problem = _touched(request, found)
    return render(request, "desk/strategist/effect_accounts.html", context | {"problem": problem})


def _touched(request: StaffRequest, found: Proposal) -> tuple[dict[str, Any], str]:
    """What the part's template needs, or why there is nothing to see."""
    days = lake().days(DATASET)
    if not days:
        return {}, _("No night was run yet; there is no account to try the table on.")
    term = terms_at(request.now).terms.pressure
    if term is None:
        return {}, _("The policy names no budget of pressure; add LENDER-PRESSURE.")
    try:
        proposed = parse(found.text, draft=True)
    except TableError as error:
        return {}, _("The table does not work yet: %(why)s") % {
            "why": error.text.in_language(get_language() or "en")
        }
    live = tables_in_use(request.now).document.table
    whole = effect_of(lake(), proposed, live, days[-1], term.value)
    accounts = _asked_for(request, whole.touched)
    pages = paging(request, accounts.height, ACCOUNTS_A_PAGE)
    shown = [
        shown_effect.touched(
            row | {name: STEP_OF[row[name]] for name in ("champion", "challenger")}, live, proposed
        )
        for row in accounts.slice(pages.offset, pages.size).iter_rows(named=True)
    ]
    heads, rows = replaying.matrix(whole.replayed)
    opens = may(request.user, "search")
    return {
        "proposal": found,
        "on": whole.on,
        "replayed": whole.replayed,
        "share": 100 * whole.replayed.differing / max(whole.replayed.cases, 1),
        "heads": heads,
        "rows": rows,
        "moves": replaying.moves(whole.replayed),
        "law": replaying.law(whole.replayed),
        "reasons": replaying.reasons(whole.replayed),
        "pressed": replaying.pressed(whole.replayed),
        "touched": [
            (each, customer_by_ref(each.customer_ref) if opens else None) for each in shown
        ],
        "touched_all": whole.touched.height,
        "paging": pages,
        "treatments": Treatment.choices,
        "chosen_from": request.GET.get("from", ""),
        "chosen_to": request.GET.get("to", ""),
    }, ""


def _asked_for(request: StaffRequest, accounts: pl.DataFrame) -> pl.DataFrame:
    """Only accounts of the treatments chosen, if any."""
    for name, column in (("from", "champion"), ("to", "challenger")):
        chosen = request.GET.get(name, "")
        if chosen in CODES:
            accounts = accounts.filter(pl.col(column) == CODES[chosen])
    return accounts
