"""Letters, messages and agreements, word for word, to read and to keep."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from fairdue.messaging.models import MessageState
from fairdue.messaging.queries import messages_to
from fairdue.negotiation.queries.agreements import agreements_of
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
