"""Take along everything that is held about oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from fairdue.kernel.refusal import Refused
from fairdue.portal.access import CardholderRequest, for_cardholder
from fairdue.portal.rights.forms import said
from fairdue.reporting.exports.own_file import export_own_file, exports_of


@for_cardholder
def my_file(request: CardholderRequest) -> HttpResponseBase:
    """What is in the file, and when it was taken before."""
    taken = exports_of(request.cardholder.customer_id)
    return render(request, "portal/rights/my_file.html", {"taken": taken})


@require_POST
@for_cardholder
def export(request: CardholderRequest) -> HttpResponseBase:
    """The file itself."""
    try:
        made = export_own_file(
            who=request.cardholder, language=get_language() or "en", at=request.now
        )
    except Refused as refused:
        messages.warning(request, said(refused.text))
        return redirect("my-file")
    return HttpResponse(
        made.content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )
