"""Stop e-mail with one click, without signing in; nobody learns of a person or a debt.

Looking changes nothing and asks nothing of the database: programs follow links in mail. The
button, or a mail program in its person's name (RFC 8058), stops it at once.
"""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fairdue.messaging.actions.stopping import stop_by_link
from fairdue.portal.access import VisitorRequest, for_anyone


@csrf_exempt  # a mail program sends no cookie; the link itself is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@for_anyone
def stop_email(request: VisitorRequest, token: str) -> HttpResponseBase:
    """Ask once, then stop and say so. The page is the same for every link until it is pressed."""
    state, status = "asks", 200
    if request.method == "POST":
        stopped = stop_by_link(token, at=request.now)
        state, status = ("stopped", 200) if stopped else ("unknown", 404)
    return render(request, "portal/stop_email.html", {"state": state}, status=status)
