"""Keeps in cookies of the cardholder's pages who has signed in, and who is about to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from fairdue.identity.actions import sessions
from fairdue.identity.queries.sessions import SessionFacts

COOKIE = "fairdue_my"
ASKED_COOKIE = "fairdue_my_asked"
"""For the browser that asked for a code: only there it can be typed."""
PATH = "/my/"


def session_in(request: HttpRequest, at: datetime) -> SessionFacts | None:
    """The session that the request belongs to, now used; None where nobody has signed in."""
    return sessions.use(token=token_in(request), at=at)


def token_in(request: HttpRequest) -> str:
    """The session's token; "" where there is none."""
    return request.COOKIES.get(COOKIE, "")


def keep(response: HttpResponseBase, cookie: str, token: str) -> None:
    """Let the browser keep a token until it is closed, out of reach of scripts."""
    response.set_cookie(
        cookie,
        token,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponseBase, cookie: str) -> None:
    """Let the browser forget a token."""
    response.delete_cookie(cookie, path=PATH, samesite="Lax")
