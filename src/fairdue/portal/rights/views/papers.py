"""Letters, messages and agreements, word for word, to read and to keep."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from fairdue.contact.models import MessageState
from fairdue.contact.queries.messages import messages_to
from fairdue.negotiation.queries.agreements import agreement, agreements_of
from fairdue.negotiation.queries.documents import MEDIA_TYPES, Format, agreement_file
from fairdue.portal.access import CardholderRequest, for_cardholder


@for_cardholder
def papers(request: CardholderRequest) -> HttpResponseBase:
    """What was agreed, and what was written to the person."""
    customer_id = request.cardholder.customer_id
    context = {
        "agreements": agreements_of(customer_id),
        "messages_sent": [
            (each, MessageState(each.state).label) for each in messages_to(customer_id)
        ],
    }
    return render(request, "portal/rights/papers.html", context)


@for_cardholder
def agreement_paper(request: CardholderRequest, agreement_id: int, format: str) -> HttpResponseBase:
    """An agreement's document: PDF or Word."""
    found = agreement(agreement_id)
    mine = found is not None and found.customer_id == request.cardholder.customer_id
    if not mine or format not in MEDIA_TYPES:
        raise Http404
    content = agreement_file(agreement_id, get_language() or "en", cast("Format", format))
    if content is None:
        raise Http404
    name = f"fairdue-agreement-{agreement_id}.{format}"
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
