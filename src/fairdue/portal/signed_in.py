"""Remembers in a cookie of the cardholder's own who has signed in."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from fairdue.people.actors import Cardholder

COOKIE = "fairdue_my"
PATH = "/my/"
SECONDS_MAX = 30 * 60


def cardholder_of(request: HttpRequest, at: datetime) -> Cardholder | None:
    """Who the request comes from; None where nobody has signed in, or too long ago."""
    try:
        sent = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE)
    except signing.BadSignature:
        return None
    customer_id, since = int(sent[0]), float(sent[1])
    return Cardholder(customer_id) if at.timestamp() - since < SECONDS_MAX else None


def remember(response: HttpResponseBase, token: str) -> None:
    """Let the browser keep the session's token, out of reach of scripts."""
    response.set_cookie(
        COOKIE,
        token,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def token_for(customer_id: int, at: datetime) -> str:
    """What the cookie holds for a customer who signed in at a moment."""
    return signing.dumps([customer_id, at.timestamp()], salt=COOKIE)


def forget(response: HttpResponseBase) -> None:
    """Let the browser forget it."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
