"""Where a cardholder starts: what is owed. And the list of everything."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from fairdue.portal.access import (
    CardholderRequest,
    VisitorRequest,
    for_anyone,
    for_cardholder,
    today,
)
from fairdue.portal.owed import accounts_owed, totals
from fairdue.portal.signed_in import forget

switch_language = login_not_required(set_language)
"""Remember the language chosen, and go back to the same page."""


@for_cardholder
def home(request: CardholderRequest) -> HttpResponseBase:
    """What is owed and why, account by account, and what can be done about it."""
    accounts = accounts_owed(request.cardholder.customer_id, today(request))
    page = {"accounts": accounts, "totals": totals(accounts), "on": today(request)}
    return render(request, "portal/home.html", page)


@for_cardholder
def more(request: CardholderRequest) -> HttpResponseBase:
    """Everything that can be done here."""
    return render(request, "portal/more.html")


@require_POST
@for_anyone
def sign_out(request: VisitorRequest) -> HttpResponseBase:
    """End the session, and show the way in."""
    response = redirect("my-sign-in")
    forget(response)
    return response


@for_anyone
def sign_in(request: VisitorRequest) -> HttpResponseBase:
    """The way in."""
    return render(request, "portal/sign_in.html")
