"""Agreeing on a plan: what can be set aside, suggestions, sliders, and choosing one."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from fairdue.kernel.amounts import read_amount
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.actions.affordability import record_assessment
from fairdue.negotiation.actions.agreeing import propose, revise
from fairdue.negotiation.queries.agreements import offered_agreement, running_agreement
from fairdue.negotiation.queries.assessments import capacity
from fairdue.negotiation.queries.offers import Offer, offers_for, shaped_offer
from fairdue.negotiation.queries.owing import owed_of
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.offer_words import KEYS
from fairdue.negotiation.rules.questions import QUICK_QUESTION, QUICK_WHY
from fairdue.portal.access import CardholderRequest, for_cardholder
from fairdue.portal.planning import Shaped, Wish, seen_as, shape, step_of

CHANGED = Text(
    "What you saw has changed since. Here is how it stands now; choose again.",
    "您看到的内容已有变化。以下是最新情况，请重新选择。",
)


@for_cardholder
def plan(request: CardholderRequest) -> HttpResponseBase:
    """Suggestions in one currency; before that, one question where nothing is known yet."""
    return _plan_page(request, _currency(request))


@require_POST
@for_cardholder
def set_aside(request: CardholderRequest) -> HttpResponseBase:
    """Note what can be set aside a month; suggestions follow."""
    currency = _currency(request)
    if currency is None:
        raise Http404
    low, high = request.POST.get("low", "").strip(), request.POST.get("high", "").strip()
    try:
        figures = {
            name: 0 if not text.strip("0.") and text else read_amount(text, currency)
            for name, text in (("low", low), ("high", high))
            if text
        }
        record_assessment(
            customer_id=request.cardholder.customer_id,
            currency=currency,
            depth="quick",
            figures=figures,
            actor=request.cardholder,
            at=request.now,
        )
    except Refused as refused:
        said = refused.text.in_language(_language())
        return _plan_page(request, currency, {"error": said, "low": low, "high": high}, 422)
    return redirect(_address("my-plan", currency))


def _plan_page(
    request: CardholderRequest,
    currency: str | None,
    more: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    me = request.cardholder
    owed = owed_of(me.customer_id, local_day(request.now, zone()))
    page: dict[str, object] = {"owed": owed.get(currency or ""), "currency": currency}
    page["currencies"] = [each for each, amount in owed.items() if amount.minor > 0]
    if currency is not None:
        able = capacity(me.customer_id, currency, request.now)
        page |= {
            "capacity": able,
            "ask": able is None or "again" in request.GET,
            "running": running_agreement(me.customer_id, currency),
            "offered": offered_agreement(me.customer_id, currency),
            "offers": [
                (each, KEYS[each.key])
                for each in offers_for(me.customer_id, currency, request.now, me)
            ],
            "question": QUICK_QUESTION,
            "question_why": QUICK_WHY,
        }
    return render(request, "portal/plan.html", page | (more or {}), status=status)


@require_GET
@for_cardholder
def shaping(request: CardholderRequest) -> HttpResponseBase:
    """Sliders for the amount and the months, and what they come to; htmx swaps only the latter."""
    currency = _currency(request)
    if currency is None or capacity(request.cardholder.customer_id, currency, request.now) is None:
        return redirect(_address("my-plan", currency))
    found = _shape(request, currency)
    me = request.cardholder.customer_id
    page = {
        "currency": currency,
        "shaped": found,
        "step": step_of(currency),
        "running": running_agreement(me, currency),
        "offered": offered_agreement(me, currency),
    }
    part = "portal/shaped.html" if request.htmx else "portal/shaping.html"
    return render(request, part, page)


def _shape(request: CardholderRequest, currency: str) -> Shaped | None:
    given = {name: str(request.GET.get(name, "")) for name in Wish.__dataclass_fields__}
    offers = offers_for(request.cardholder.customer_id, currency, request.now, request.cardholder)
    wanted = [each for each in offers if each.key == request.GET.get("from")]
    start = next(iter(wanted or offers), None)
    return shape(request.cardholder, currency, Wish(**given), start, request.now)


@require_POST
@for_cardholder
def choose(request: CardholderRequest) -> HttpResponseBase:
    """Propose what was chosen; the next page shows all its terms and asks for a yes."""
    currency = _currency(request)
    if currency is None:
        raise Http404
    me = request.cardholder
    try:
        offer = _chosen(request, currency)
        seen = _number(request.POST.get("offered_version"))
        running = running_agreement(me.customer_id, currency)
        if running is None:
            found = propose(
                customer_id=me.customer_id,
                terms=offer.terms,
                actor=me,
                at=request.now,
                channel="portal",
                expected_version=seen,
            )
        else:
            found = revise(
                agreement_id=running.id,
                terms=offer.terms,
                actor=me,
                at=request.now,
                channel="portal",
                expected_version=_number(request.POST.get("running_version")),
            )
    except Refused as refused:
        said = refused.text.in_language(_language())
        return _plan_page(request, currency, {"refused": said}, 409)
    return redirect("my-agreement", found.id)


def _chosen(request: CardholderRequest, currency: str) -> Offer:
    """The offer that was chosen, worked out anew. Raises Refused where it isn't what was seen."""
    me, key = request.cardholder, request.POST.get("key", "")
    if key == "shaped":
        found = shaped_offer(
            me.customer_id,
            currency,
            request.now,
            me,
            monthly_minor=_number(request.POST.get("monthly")) or 0,
        )
    else:
        offers = offers_for(me.customer_id, currency, request.now, me)
        found = next((each for each in offers if each.key == key), None)
    if found is None or request.POST.get("seen") != seen_as(found):
        raise Refused(CHANGED)
    return found


def _currency(request: CardholderRequest) -> str | None:
    """The currency asked for, else the first owed; None where nothing is owed."""
    owed = owed_of(request.cardholder.customer_id, local_day(request.now, zone()))
    currencies = [each for each, amount in owed.items() if amount.minor > 0]
    wanted = request.POST.get("currency") or request.GET.get("currency")
    if wanted and wanted not in owed:
        raise Http404
    return wanted or next(iter(currencies), None)


def _address(name: str, currency: str | None) -> str:
    return reverse(name) + (f"?currency={currency}" if currency else "")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 16 else None


def _language() -> str:
    return get_language() or "en"
