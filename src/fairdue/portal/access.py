"""Who may open a page: the decorator every view of the portal wears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.middleware import HtmxDetails

from fairdue.identity.queries.sessions import SessionFacts
from fairdue.people.actors import Cardholder
from fairdue.portal.signed_in import session_in

P = ParamSpec("P")


class CardholderRequest(HttpRequest):
    """A request by a cardholder who proved who they are, stamped with its moment."""

    cardholder: Cardholder
    session_facts: SessionFacts
    now: datetime
    htmx: HtmxDetails


class VisitorRequest(HttpRequest):
    """A request by someone who may not be signed in."""

    cardholder: Cardholder | None
    now: datetime
    htmx: HtmxDetails


CardholderView = Callable[Concatenate[CardholderRequest, P], HttpResponseBase]
VisitorView = Callable[Concatenate[VisitorRequest, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def for_cardholder(view: CardholderView[P]) -> View:
    """Open a view to signed-in cardholders only; anyone else is sent to sign in.

    A member of staff's own sign-in counts for nothing here. What isn't there, or is somebody
    else's (Http404), gets one and the same page. Nothing is cached.
    """

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visitor = cast("VisitorRequest", request)
        _recognise(visitor)
        if visitor.cardholder is None:
            return _to_sign_in(visitor)
        return _answered(view, cast("CardholderRequest", request), *args, **kwargs)

    return guarded


def for_anyone(view: VisitorView[P]) -> View:
    """Open a view to everybody; `.cardholder` is None for who isn't signed in. Not cached."""

    @login_not_required
    @wraps(view)
    def open_to_all(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visitor = cast("VisitorRequest", request)
        _recognise(visitor)
        return _answered(view, visitor, *args, **kwargs)

    return open_to_all


def _recognise(request: VisitorRequest) -> None:
    """Note whose session the request belongs to, if any."""
    found = session_in(request, request.now)
    request.cardholder = found.actor if found else None
    if found is not None:
        cast("CardholderRequest", request).session_facts = found


def _answered(
    view: View, request: CardholderRequest | VisitorRequest, *args: object, **kwargs: object
) -> HttpResponseBase:
    try:
        response = view(request, *args, **kwargs)
    except Http404:
        response = render(request, "portal/not_found.html", status=404)
    add_never_cache_headers(response)
    return response


def _to_sign_in(request: VisitorRequest) -> HttpResponseBase:
    """The sign-in page, and from there back to what was asked for (a page, never a deed)."""
    wanted = request.get_full_path() if request.method == "GET" and not request.htmx else ""
    address = reverse("my-sign-in") + (f"?{urlencode({'next': wanted})}" if wanted else "")
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def today(request: CardholderRequest | VisitorRequest) -> date:
    """The local day of a request."""
    return timezone.localtime(request.now).date()
