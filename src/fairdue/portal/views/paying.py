"""Paying: choosing an amount, going to the provider, coming back, and what the provider tells."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from fairdue.integration.actions.suspecting import suspect
from fairdue.integration.rules.signatures import NotBelievedError
from fairdue.integration.rules.suspicions import NO_SUCH_PAYMENT
from fairdue.kernel.amounts import read_amount
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.portal.access import CardholderRequest, for_cardholder, today
from fairdue.portal.gateways import gateway
from fairdue.portal.owed import Payable, accounts_owed, payables
from fairdue.portal.paying import ask_for_checkout, take_notice
from fairdue.portfolio.actions import set_out_to_pay
from fairdue.portfolio.queries.intents import IntentFacts, intent, intents_of

NOTICE_BYTES_MAX = 20_000


@dataclass
class Choice:
    """What was chosen on the form so far."""

    purpose: str = ""
    other: str = ""
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    over: Money | None = None
    """More than is owed by this much, which wants a confirmation."""
    error: str = ""


@for_cardholder
def pay(request: CardholderRequest) -> HttpResponseBase:
    """Choose an account and an amount; going on begins the payment."""
    accounts = payables(accounts_owed(request.cardholder.customer_id, today(request)))
    wanted = request.GET.get("account") or request.POST.get("account")
    currency = request.GET.get("currency", "")
    first = [each for each in accounts if each.currency == currency] or accounts
    account = _chosen(accounts, wanted) if wanted else next(iter(first), None)
    choice = Choice()
    if request.method == "POST" and account is not None:
        choice.key = request.POST.get("key", "") or choice.key
        choice.purpose = request.POST.get("purpose", "")
        choice.other = request.POST.get("other", "").strip()
        begun = _begin(request, account, choice)
        if begun is not None:
            return redirect("my-payment", begun.reference)
    page = {
        "accounts": accounts,
        "account": account,
        "choice": choice,
        "gateway": gateway(),
        "earlier": intents_of(request.cardholder.customer_id, 5),
    }
    status = 422 if choice.error or choice.over else 200
    return render(request, "portal/pay.html", page, status=status)


def _begin(request: CardholderRequest, account: Payable, choice: Choice) -> IntentFacts | None:
    """The payment begun, or None with what is to be mended noted in `choice`."""
    provider = gateway()
    if provider is None:
        raise Http404
    try:
        amount = _amount(account, choice)
        if amount.minor > account.total.minor and not request.POST.get("over"):
            choice.over = amount - account.total
            return None
        begun = set_out_to_pay(
            customer_id=request.cardholder.customer_id,
            account_ref=account.account_refs[0],
            also=account.account_refs[1:],
            amount=amount,
            purpose=choice.purpose,
            gateway=provider.name,
            request_key=choice.key,
            actor=request.cardholder,
            at=request.now,
        )
    except Refused as refused:
        choice.error = refused.text.in_language(get_language() or "en")
        return None
    if not begun.checkout_url:
        ask_for_checkout(request, provider, begun, request.now)
    return begun


def _amount(account: Payable, choice: Choice) -> Money:
    """The amount chosen. Raises Refused for none, and for what can't be read."""
    if choice.purpose == "other" or (not choice.purpose and choice.other):
        choice.purpose = "other"
        return read_amount(choice.other, account.currency)
    offered = {
        "past_due": account.past_due if account.past_due.minor > 0 else None,
        "instalment": account.instalment,
        "total": account.total if account.total.minor > 0 else None,
    }.get(choice.purpose)
    return offered or read_amount("", account.currency)


def _chosen(accounts: list[Payable], sent: str) -> Payable:
    """The account asked for. Raises Http404 for one that isn't theirs."""
    found = [account for account in accounts if account.key == sent]
    if not found:
        raise Http404
    return found[0]


@for_cardholder
def payment(request: CardholderRequest, reference: str) -> HttpResponseBase:
    """One payment and how far it has come. POST asks the provider again where to pay."""
    found = _own(request, reference)
    provider = gateway()
    if request.method == "POST":
        if provider is not None and not found.checkout_url:
            ask_for_checkout(request, provider, found, request.now)
        return redirect("my-payment", reference)
    return render(request, "portal/payment.html", _payment_page(request, found))


@require_GET
@for_cardholder
def payment_state(request: CardholderRequest, reference: str) -> HttpResponseBase:
    """How far a payment has come: the part of its page that changes by itself."""
    found = _own(request, reference)
    return render(request, "portal/payment_state.html", _payment_page(request, found))


def _payment_page(request: CardholderRequest, found: IntentFacts) -> dict[str, object]:
    provider = gateway()
    came_back = "back" in request.GET
    return {
        "payment": found,
        "provider": provider.title if provider else "",
        "came_back": came_back,
        "is_waiting": found.state == "pending" or (found.state == "open" and came_back),
        # who tried again after a refusal comes back before the provider tells of it
        "looks_again": came_back and found.state in ("open", "pending", "declined"),
        "declined_because": _declined_because(found.reason),
    }


def _declined_because(reason: str) -> str:
    known = {"funds": _("Your bank said that there was not enough money.")}
    return known.get(reason, _("Your bank gave no reason; it can tell you."))


def _own(request: CardholderRequest, reference: str) -> IntentFacts:
    found = intent(reference, request.cardholder.customer_id)
    if found is None:
        raise Http404
    return found


@csrf_exempt
@login_not_required
@require_POST
def notices(request: HttpRequest) -> HttpResponseBase:
    """What the provider tells, signed. 2xx: heard; 409: tell it again; other: not understood."""
    provider = gateway()
    if provider is None or int(request.headers.get("Content-Length") or 0) > NOTICE_BYTES_MAX:
        raise Http404
    headers = {name.lower(): value for name, value in request.headers.items()}
    at = request.now  # type: ignore[attr-defined]
    try:
        done = take_notice(provider, headers, request.body, at)
    except Refused as refused:
        cause = refused.cause if isinstance(refused, NotBelievedError) else NO_SUCH_PAYMENT
        suspect(source=provider.name, cause=cause, at=at)
        return HttpResponse(refused.text.en, status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204 if done else 409)
