"""Income and spending, gone through with the customer: gentle words to say beside each figure.

Nothing has to be answered, and no figure is shown again: what was said is sealed, only the range
it comes to stands in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.templatetags.desk import cash, in_language
from fairdue.desk.views.plans import WORKERS, money_of
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.actions.affordability import disposable_of, record_assessment
from fairdue.negotiation.queries.guidelines import usual_ranges
from fairdue.negotiation.rules.affordability import Remark
from fairdue.negotiation.rules.figures_given import ADULTS, CHILDREN, PEOPLE_MAX, VARIES
from fairdue.negotiation.rules.figures_typed import asked, figures_of, has_income, people
from fairdue.negotiation.rules.questions import (
    HOUSEHOLD_SAID,
    INCOMES,
    OPENING_SAID,
    SPENDINGS,
    VARIES_SAID,
)
from fairdue.portfolio import queries as portfolio

PLAN = "plan"
"""Where one came from: the plan dialog. Otherwise the customer's file."""


@dataclass(frozen=True, slots=True)
class Left:
    """What the figures come to so far: a range, what is short, questions; or what to mend."""

    low: Money | None = None
    high: Money | None = None
    short: Money | None = None
    remarks: tuple[Remark, ...] = ()
    problem: str = ""

    @property
    def is_nothing(self) -> bool:
        """Is nothing left to set aside?"""
        return self.high is not None and not self.high.minor


@require_http_methods(["GET", "POST"])
@for_roles(*WORKERS)
def budget(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """The questions; what they come to, as they are answered; kept where `do` says so."""
    customer = portfolio.customer(customer_id)
    currencies = [line.currency for line in money_of(customer_id)]
    sent = request.POST.dict()
    asked_for = sent.get("currency") or request.GET.get("currency")
    currency = asked_for or next(iter(currencies), "")
    if customer is None or currency not in currencies:
        raise Http404
    came_from = sent.get("from") or request.GET.get("from", "")
    back = f"{reverse('workbench')}?plan={currency}" if came_from == PLAN else None
    back = back or f"{reverse('customer', args=(customer_id,))}#able"
    left = Left()
    if sent.get("do") == "keep":
        left = _keep(request, customer_id, currency, sent)
        if not left.problem:
            return redirect(back)
    elif request.method == "POST":
        left = _reckon(request, customer_id, currency, sent)
    page = {
        "customer": customer,
        "currencies": currencies,
        "came_from": came_from,
        "back": back,
        "left": left,
        "known": negotiation.capacity(customer_id, currency, request.now),
        **_questions(request, customer_id, currency, sent),
    }
    template = "desk/customer/budget_left.html" if request.htmx else "desk/customer/budget.html"
    status = 422 if left.problem and not request.htmx else 200
    return render(request, template, page, status=status)


def _questions(
    request: StaffRequest, customer_id: int, currency: str, sent: Mapping[str, str]
) -> dict[str, object]:
    """What is asked, with what was typed and what a household of this size usually spends."""
    adults, children = sent.get(ADULTS, "1"), sent.get(CHILDREN, "0")
    today = local_day(request.now, negotiation.zone())
    usual = usual_ranges(
        customer_id, currency, _number(adults, least=1), _number(children, least=0), today
    )
    return {
        "currency": currency,
        "opening": OPENING_SAID,
        "household": HOUSEHOLD_SAID,
        "varies": VARIES_SAID,
        "incomes": asked(INCOMES, sent),
        "spendings": asked(SPENDINGS, sent, usual),
        "adults": adults,
        "children_number": children,
        "income_varies": sent.get(VARIES),
    }


def _number(typed: str, *, least: int) -> int:
    """So many people as guidelines can be shown for, whatever was typed."""
    return min(max(people(typed.strip()), least), PEOPLE_MAX)


def _reckon(
    request: StaffRequest, customer_id: int, currency: str, sent: Mapping[str, str]
) -> Left:
    """What the answers come to, without keeping them; nothing yet before any income."""
    try:
        figures = figures_of(sent, currency)
        if not has_income(sent):
            return Left()
        found = disposable_of(customer_id, currency, "full", figures, request.now)
    except Refused as refused:
        return Left(problem=in_language(refused.text))
    return Left(
        Money(found.low_minor, currency),
        Money(found.high_minor, currency),
        Money(found.short_minor, currency),
        found.remarks,
    )


def _keep(request: StaffRequest, customer_id: int, currency: str, sent: Mapping[str, str]) -> Left:
    """Keep what the answers come to, and say so; or say what to mend."""
    try:
        found = record_assessment(
            customer_id=customer_id,
            currency=currency,
            depth="full",
            figures=figures_of(sent, currency),
            actor=request.user,
            at=request.now,
        )
    except Refused as refused:
        return Left(problem=in_language(refused.text))
    low, high = (
        cash(Money(minor, currency))
        for minor in (found.capacity.low_minor, found.capacity.high_minor)
    )
    messages.success(
        request,
        _("Kept: %(low)s to %(high)s a month can be set aside.") % {"low": low, "high": high},
    )
    return Left()
