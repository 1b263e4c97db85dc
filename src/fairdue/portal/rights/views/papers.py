"""Letters, messages and agreements, word for word, to read and to keep."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairdue.kernel.refusal import Refused
from fairdue.legal.actions.papers import letter_file
from fairdue.legal.actions.papers.handing_out import Format
from fairdue.legal.queries.papers.lists import letters_to
from fairdue.messaging.models import MessageState
from fairdue.messaging.queries import messages_to
from fairdue.negotiation.queries.agreements import agreements_of
from fairdue.negotiation.queries.documents import MEDIA_TYPES
from fairdue.portal.access import CardholderRequest, for_cardholder

FORMATS: tuple[Format, ...] = ("pdf", "docx")


@for_cardholder
def papers(request: CardholderRequest) -> HttpResponseBase:
    """What was agreed, and what was written to the person."""
    customer_id = request.cardholder.customer_id
    context = {
        "agreements": agreements_of(customer_id),
        "letters": letters_to(customer_id),
        "messages_sent": [
            (each, MessageState(each.state).label) for each in messages_to(customer_id)
        ],
    }
    return render(request, "portal/rights/papers.html", context)


@require_GET
@for_cardholder
def letter(request: CardholderRequest, paper_id: int, form: str) -> HttpResponseBase:
    """A lawyer's letter that was sent to the person, as PDF or Word."""
    kind = next((each for each in FORMATS if each == form), None)
    if kind is None:
        raise Http404
    try:
        paper, content = letter_file(
            paper_id=paper_id, format=kind, cardholder=request.cardholder, at=request.now
        )
    except Refused:
        raise Http404 from None
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{paper.number}.{kind}"'},
    )
