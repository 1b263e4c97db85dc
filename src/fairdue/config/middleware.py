"""Stamps each request with the moment it is handled, and sets the page's security policy."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

_STARTED = time.monotonic()
if os.environ.get("FAIRDUE_CLOCK"):
    # Processes started from this one go by the same clock, whenever they start.
    _STARTED = float(os.environ.setdefault("FAIRDUE_CLOCK_SINCE", repr(_STARTED)))

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)


def now() -> datetime:
    """This moment, aware; starts at settings.CLOCK when a demonstration sets one."""
    if not settings.CLOCK:
        return datetime.now(UTC)
    return datetime.fromisoformat(settings.CLOCK) + timedelta(seconds=time.monotonic() - _STARTED)


def stamp_now(get_response: Handler) -> Handler:
    """Sets `request.now`, the only clock that views read."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def content_security_policy(get_response: Handler) -> Handler:
    """Scripts, styles and pictures come from this site alone."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return handle
