"""The plan dialog: why, what can be set aside, two or three suggestions, and one of them shaped."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from fairdue.desk import forms, person
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.planning import Choice, plan_of
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.amounts import read_amount_or_nothing
from fairdue.kernel.refusal import Refused
from fairdue.negotiation import actions as negotiation
from fairdue.negotiation import queries as negotiated
from fairdue.people.models import Role
from fairdue.portfolio import queries as portfolio
from fairdue.work import queries as queue
from fairdue.work.models import QueueItem

WORKERS = (Role.COLLECTOR, Role.LEAD)
ASK, OFFERS = "desk/workbench/plan_ask.html", "desk/workbench/plan_offers.html"


@require_GET
@for_roles(*WORKERS)
def plan(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """What is asked first; the suggestions at once where all of it is known."""
    item = _in_hand(request, case_id)
    if item is None:
        return _gone()
    currency = request.GET.get("currency") or currency_of(item.case.customer_id)
    return show(request, item, currency, ask_anew="anew" in request.GET)


@require_GET
@for_roles(*WORKERS)
def suggested(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """The first suggestion in a line, fetched once the bench is on screen."""
    item = _in_hand(request, case_id)
    if item is None:
        return _gone()
    customer_id = item.case.customer_id
    found = plan_of(customer_id, currency_of(customer_id), request.user, request.now)
    return render(request, "desk/workbench/plan_suggested.html", {"plan": found})


@require_POST
@for_roles(*WORKERS)
def figures(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """Keep the cause and what can be set aside, then show what is suggested."""
    item = _in_hand(request, case_id)
    if item is None:
        return _gone()
    customer_id, sent = item.case.customer_id, request.POST
    currency = sent.get("currency", "")
    try:
        given = _figures(sent.get("low", ""), sent.get("high", ""), currency)
        cause = sent.get("cause", "")
        if cause and cause != _known_cause(customer_id):
            by_staff = cause == "unwilling"
            negotiation.record_cause(
                customer_id=customer_id,
                cause=cause,
                said_by="staff" if by_staff else "cardholder",
                evidence="none" if by_staff else "self_report",
                actor=request.user,
                at=request.now,
            )
        if given:
            negotiation.record_assessment(
                customer_id=customer_id,
                currency=currency,
                depth="quick",
                figures=given,
                actor=request.user,
                at=request.now,
            )
    except Refused as refused:
        return show(request, item, currency, ask_anew=True, error=in_language(refused.text))
    if sent.get("next") == "budget":
        return HttpResponseClientRedirect(budget_address(customer_id, currency))
    return show(request, item, currency)


@require_POST
@for_roles(*WORKERS)
def shape(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """What the chosen suggestion comes to with what was changed of it."""
    item = _in_hand(request, case_id)
    if item is None:
        return _gone()
    context = {"case_id": case_id, "plan": as_sent(request, item.case.customer_id)}
    return render(request, "desk/workbench/plan_terms.html", context)


def show(
    request: StaffRequest,
    item: QueueItem,
    currency: str,
    *,
    ask_anew: bool = False,
    error: str = "",
) -> HttpResponse:
    """The dialog's body at the step it has come to."""
    found = plan_of(item.case.customer_id, currency, request.user, request.now)
    waits = found.cause is None or found.capacity is None
    currencies = [line.currency for line in money_of(item.case.customer_id)]
    context: dict[str, Any] = {
        "case_id": item.case_id,
        "plan": found,
        "ask_error": error,
        "currencies": currencies,
        "typed": request.POST if error else {},
        "budget_address": budget_address(item.case.customer_id, currency),
        "attempt_id": request.GET.get("attempt") or request.POST.get("attempt", ""),
    }
    return render(request, ASK if waits or ask_anew else OFFERS, context)


def as_sent(request: StaffRequest, customer_id: int) -> Any:
    """The dialog's data for what its form sent, whatever is wrong with it."""
    sent = request.POST
    problem = ""
    try:
        choice = forms.plan_choice(sent)
    except Refused as refused:
        problem = in_language(refused.text)
        choice = Choice(sent.get("offer", ""), sent.get("currency", ""))
    found = plan_of(
        customer_id, choice.currency, request.user, request.now, choice, sent.get("changed", "")
    )
    return found.with_problem(problem) if problem else found


def budget_address(customer_id: int, currency: str) -> str:
    """Income and expenditure, and back to the plan afterwards."""
    query = urlencode({"currency": currency, "from": "plan"})
    return f"{reverse('budget', args=(customer_id,))}?{query}"


def currency_of(customer_id: int) -> str:
    """The currency in which most is past due."""
    lines = money_of(customer_id)
    return lines[0].currency if lines else "CNY"


def money_of(customer_id: int) -> list[person.MoneyLine]:
    """What is owed by currency."""
    return person.money_lines(portfolio.accounts_of(customer_id))


def _figures(low: str, high: str, currency: str) -> dict[str, object]:
    """What can be set aside, as typed; one figure is enough, none leaves what is known."""
    given = {"low": low.strip(), "high": high.strip()}
    return {name: read_amount_or_nothing(text, currency) for name, text in given.items() if text}


def _known_cause(customer_id: int) -> str:
    found = negotiated.cause_of(customer_id)
    return found.cause if found else ""


def _in_hand(request: StaffRequest, case_id: int) -> QueueItem | None:
    item = queue.taken(request.user)
    return item if item is not None and item.case_id == case_id else None


def _gone() -> HttpResponse:
    return HttpResponse(_("This case is no longer in your hands."))
