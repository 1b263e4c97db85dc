"""Income and spending, for who wants to go through it: nothing has to be answered."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.actions.affordability import record_assessment
from fairdue.negotiation.queries.owing import owed_of
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.figures_given import ADULTS, CHILDREN, VARIES
from fairdue.negotiation.rules.figures_typed import asked, figures_of
from fairdue.negotiation.rules.questions import INCOMES, OPENING, SPENDINGS
from fairdue.portal.access import CardholderRequest, for_cardholder


@for_cardholder
def budget(request: CardholderRequest) -> HttpResponseBase:
    """The questions, or what they come to."""
    me = request.cardholder
    owed = owed_of(me.customer_id, local_day(request.now, zone()))
    currency = request.POST.get("currency") or request.GET.get("currency") or next(iter(owed), "")
    if currency not in owed:
        raise Http404
    sent = request.POST.dict()
    page: dict[str, object] = {
        "currency": currency,
        "opening": OPENING,
        "incomes": asked(INCOMES, sent),
        "spendings": asked(SPENDINGS, sent),
        "adults": sent.get(ADULTS, "1"),
        "children_number": sent.get(CHILDREN, "0"),
        "income_varies": sent.get(VARIES),
    }
    if request.method != "POST":
        return render(request, "portal/budget.html", page)
    try:
        assessed = record_assessment(
            customer_id=me.customer_id,
            currency=currency,
            depth="full",
            figures=figures_of(sent, currency),
            actor=me,
            at=request.now,
        )
    except Refused as refused:
        page["error"] = refused.text.in_language(get_language() or "en")
        return render(request, "portal/budget.html", page, status=422)
    page["assessed"] = assessed
    page["short"] = Money(assessed.short_minor, currency)
    return render(request, "portal/budget_result.html", page)
