"""Signing in by a code and a second fact, signing out, and the list of sessions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairdue.identity.actions import sessions
from fairdue.identity.actions.judging import SignInRefused
from fairdue.identity.actions.signing_in import ask_code, enter_code
from fairdue.identity.clients import address_of
from fairdue.identity.models import TryOutcome
from fairdue.identity.queries.links import usable_link
from fairdue.identity.queries.sessions import sessions_of
from fairdue.kernel.refusal import Refused
from fairdue.portal.access import CardholderRequest, VisitorRequest, for_anyone, for_cardholder
from fairdue.portal.signed_in import ASKED_COOKIE, COOKIE, PATH, forget, keep, token_in

WAIT = (TryOutcome.LOCKED, TryOutcome.LIMITED)
"""What only time mends."""
ASK_AGAIN = (TryOutcome.EXPIRED, TryOutcome.SPENT, TryOutcome.STRANGE)
"""What a new code mends."""


@for_anyone
def sign_in(request: VisitorRequest, link: str = "") -> HttpResponseBase:
    """Say who you are: a contact point, unless a message's link stands for it, and a second fact.

    What is said next is the same whether or not anybody fits. A link that can't be used any more
    says so, and leads to signing in without one.
    """
    if request.cardholder is not None:
        return redirect(_wanted(request))
    gone = bool(link) and usable_link(link, request.now) is None
    link = "" if gone else link
    page: dict[str, object] = {"link": link, "link_gone": gone, "next": _wanted(request)}
    if request.method != "POST":
        return render(request, "portal/sign_in.html", page)
    contact, fact = request.POST.get("contact", ""), request.POST.get("second_fact", "")
    try:
        asked = ask_code(
            contact=contact,
            second_fact=fact,
            client=address_of(request),
            language=_language(),
            at=request.now,
            link=link,
        )
    except SignInRefused as refused:
        return _locked_out(request, refused)
    except Refused as refused:
        said = refused.text.in_language(_language())
        page |= {"error": said, "contact": contact, "second_fact": fact}
        return render(request, "portal/sign_in.html", page, status=422)
    response = redirect(f"{reverse('my-code')}?{urlencode({'next': _wanted(request)})}")
    keep(response, ASKED_COOKIE, asked.token)
    return response


@for_anyone
def code(request: VisitorRequest) -> HttpResponseBase:
    """Type the code that was sent, in the browser that asked for it."""
    if request.cardholder is not None:
        return redirect(_wanted(request))
    page: dict[str, object] = {"next": _wanted(request)}
    if request.method != "POST":
        return render(request, "portal/code.html", page)
    try:
        entered = enter_code(
            token=request.COOKIES.get(ASKED_COOKIE, ""),
            code=request.POST.get("code", ""),
            client=address_of(request),
            at=request.now,
            session_token=token_in(request),
        )
    except SignInRefused as refused:
        if refused.outcome in WAIT:
            return _locked_out(request, refused)
        said = refused.text.in_language(_language())
        page |= {"error": said, "ask_again": refused.outcome in ASK_AGAIN}
        return render(request, "portal/code.html", page, status=422)
    response = redirect(_wanted(request))
    forget(response, ASKED_COOKIE)
    keep(response, COOKIE, entered.token)
    return response


def _locked_out(request: VisitorRequest, refused: SignInRefused) -> HttpResponseBase:
    said = refused.text.in_language(_language())
    return render(request, "portal/locked_out.html", {"said": said}, status=429)


@require_POST
@for_anyone
def sign_out(request: VisitorRequest) -> HttpResponseBase:
    """End the session, and show the way in."""
    sessions.end(token=token_in(request), at=request.now)
    response = redirect("my-sign-in")
    forget(response, COOKIE)
    return response


@for_cardholder
def devices(request: CardholderRequest) -> HttpResponseBase:
    """Every session that counts; any of them can be ended, or all but this one."""
    me, here = request.cardholder, request.session_facts.id
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        if chosen == "others":
            sessions.end_all(
                customer_id=me.customer_id,
                actor=me,
                at=request.now,
                keep_token=token_in(request),
            )
        elif chosen.isdecimal() and len(chosen) < 19:
            sessions.end_one(
                session_id=int(chosen), customer_id=me.customer_id, actor=me, at=request.now
            )
        messages.success(request, _("Signed out there."))
        return redirect("my-devices")
    found = sessions_of(me.customer_id, request.now)
    return render(request, "portal/devices.html", {"sessions": found, "here": here})


def _language() -> str:
    return get_language() or "en"


def _wanted(request: VisitorRequest) -> str:
    """Where to go after signing in: a page of the portal, or where everybody starts."""
    sent = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(sent, None) and sent.startswith(PATH)
    return sent if safe and not sent.startswith(reverse("my-sign-in")) else reverse("my-home")
