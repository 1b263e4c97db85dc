"""Where a cardholder starts: what is owed. And the list of everything."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.i18n import set_language

from fairdue.negotiation.queries.agreements import agreements_of
from fairdue.negotiation.queries.hardship import hardship_of
from fairdue.negotiation.rules.agreements import OFFERED
from fairdue.portal.access import CardholderRequest, for_cardholder, today
from fairdue.portal.owed import accounts_owed, payables, totals

switch_language = login_not_required(set_language)
"""Remember the language chosen, and go back to the same page."""


@for_cardholder
def home(request: CardholderRequest) -> HttpResponseBase:
    """What is owed and why, account by account, and what can be done about it."""
    accounts = accounts_owed(request.cardholder.customer_id, today(request))
    me = request.cardholder.customer_id
    page = {
        "owing": [each for each in accounts if each.total.minor > 0],
        "settled": [each for each in accounts if each.total.minor <= 0],
        "totals": totals(accounts),
        "together": [each for each in payables(accounts) if not each.card_last4],
        "on": today(request),
        "agreements": [
            each for each in agreements_of(me) if each.is_running or each.state in OFFERED
        ],
        "helped": next(iter(hardship_of(me, 1)), None),
    }
    return render(request, "portal/home.html", page)


@for_cardholder
def more(request: CardholderRequest) -> HttpResponseBase:
    """Everything that can be done here."""
    return render(request, "portal/more.html")


@for_cardholder
def nothing_here(request: CardholderRequest) -> HttpResponseBase:
    """Any other address below /my/: the portal's own page says so, not the staff's."""
    raise Http404
