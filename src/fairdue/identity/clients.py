"""Which address a request came from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address: of the connection, or as FAIRDUE_PROXIES proxies of ours name it.

    Only what our own proxies added to X-Forwarded-For is believed; the rest anyone can make up.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return peer
    named = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(named) < settings.PROXIES or not named[-settings.PROXIES]:
        return peer
    return named[-settings.PROXIES]
