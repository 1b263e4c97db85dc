"""What a gateway for texts tells us by calling an address of ours (see delivery.sms.kannel).

Each address is a secret: a receipt's was given out with its message alone, that for inbound texts
stands in FAIRDUE_SMS_URL and the gateway's settings. Who doesn't know one gets the page that any
unknown address has; who does learns nothing more than that the call was taken.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from fairdue.delivery import DeliveryError
from fairdue.delivery.sms.callbacks import proves
from fairdue.delivery.sms.gateway import gateway_of
from fairdue.delivery.sms.kannel import read_inbound, read_report
from fairdue.messaging.actions import keep_report, take_inbound

OCTETS_MAX = 20_000
"""More than the longest text of 255 parts has."""


@login_not_required
@require_GET
def receipt(request: HttpRequest, key: str, proof: str) -> HttpResponse:
    """What became of a message: Kannel's dlr-url, which it calls by GET only.

    Answered once it is kept; the sender takes it with others.
    """
    if not proves(key, proof):
        raise Http404
    report = read_report(key, request.GET.get("s", ""))
    if report is not None:
        keep_report(report)
    return taken()


@csrf_exempt
@login_not_required
@require_POST
def inbound(request: HttpRequest, secret: str) -> HttpResponse:
    """A text somebody wrote: Kannel's post-url. Answered once it is stored."""
    expected = _inbound_secret()
    if not expected or not constant_time_compare(expected, secret):
        raise Http404
    if len(request.body) > OCTETS_MAX:
        return HttpResponse(status=413)
    text = read_inbound(request.headers, request.body, expected)
    if text is None:
        return HttpResponse(status=400)
    take_inbound(text, at=_now(request))
    return taken()


def taken() -> HttpResponse:
    """Yes. Kannel takes nothing but 200 and 202 for that, and tells the rest again twenty times."""
    return HttpResponse(status=202, content_type="text/plain")


def _inbound_secret() -> str:
    try:
        return gateway_of(settings.SMS_URL).inbound if settings.SMS_URL else ""
    except DeliveryError:
        return ""


def _now(request: HttpRequest) -> datetime:
    at: datetime = request.now  # type: ignore[attr-defined]
    return at
