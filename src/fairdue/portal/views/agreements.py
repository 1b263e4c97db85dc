"""The cardholder's agreements: all their terms, a yes or no, how they are kept, ending them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.actions.agreeing import accept, end, withdraw
from fairdue.negotiation.queries.agreements import (
    AgreementFacts,
    agreement,
    agreements_of,
    text_of,
)
from fairdue.negotiation.queries.documents import MEDIA_TYPES, Format, agreement_file
from fairdue.negotiation.rules.agreements import APPROVED, OFFERED, PROPOSED
from fairdue.portal.access import CardholderRequest, for_cardholder

CONFIRM = Text(
    "Tick that you have seen what it costs and that you agree.",
    "请勾选确认您已知悉费用并同意本协议。",
)
FORMATS: tuple[Format, ...] = ("pdf", "docx")
WHY_ENDED = Text("ended by the cardholder", "持卡人本人终止")


@for_cardholder
def agreements(request: CardholderRequest) -> HttpResponseBase:
    """Everything that was proposed or agreed, the newest first."""
    found = agreements_of(request.cardholder.customer_id)
    return render(request, "portal/agreements.html", {"agreements": found})


@for_cardholder
def one(request: CardholderRequest, agreement_id: int) -> HttpResponseBase:
    """One agreement with all its terms; while it is a proposal, with the way to say yes or no."""
    return _page(request, _own(request, agreement_id))


def _page(
    request: CardholderRequest, found: AgreementFacts, error: str = "", status: int = 200
) -> HttpResponseBase:
    page = {
        "agreement": found,
        "items": text_of(found),
        "is_offered": found.state in OFFERED,
        "can_accept": found.state == APPROVED,
        "waits": found.state == PROPOSED,
        "error": error,
        "ends": "end" in request.GET,
    }
    return render(request, "portal/agreement.html", page, status=status)


@require_POST
@for_cardholder
def say_yes(request: CardholderRequest, agreement_id: int) -> HttpResponseBase:
    """Accept as shown. Anything that changed since is shown first."""
    found = _own(request, agreement_id)
    try:
        if not request.POST.get("cost_shown"):
            raise Refused(CONFIRM)
        accept(
            agreement_id=agreement_id,
            how="portal",
            actor=request.cardholder,
            at=request.now,
            cost_shown=True,
            expected_version=_version(request),
        )
    except Refused as refused:
        return _page(request, _own(request, agreement_id), _said(refused), 409)
    if not found.is_running:
        messages.success(request, _("Agreed. As long as you keep to it, nobody collects."))
    return redirect("my-agreement", agreement_id)


@require_POST
@for_cardholder
def say_no(request: CardholderRequest, agreement_id: int) -> HttpResponseBase:
    """Take a proposal back."""
    _own(request, agreement_id)
    try:
        withdraw(
            agreement_id=agreement_id,
            actor=request.cardholder,
            at=request.now,
            expected_version=_version(request),
        )
    except Refused as refused:
        return _page(request, _own(request, agreement_id), _said(refused), 409)
    messages.success(request, _("Taken back. You can choose another at any time."))
    return redirect("my-plan")


@require_POST
@for_cardholder
def end_it(request: CardholderRequest, agreement_id: int) -> HttpResponseBase:
    """End an agreement that runs, after having been told what that means."""
    _own(request, agreement_id)
    why = request.POST.get("reason", "").strip() or WHY_ENDED.in_language(_language())
    try:
        end(
            agreement_id=agreement_id,
            reason=why,
            actor=request.cardholder,
            at=request.now,
            expected_version=_version(request),
        )
    except Refused as refused:
        return _page(request, _own(request, agreement_id), _said(refused), 409)
    messages.success(request, _("The agreement has ended. What you paid stays paid."))
    return redirect("my-agreement", agreement_id)


@require_GET
@for_cardholder
def document(request: CardholderRequest, agreement_id: int, form: str) -> HttpResponseBase:
    """The agreement to keep, as PDF or Word, in the page's language."""
    found = _own(request, agreement_id)
    kind = next((each for each in FORMATS if each == form), None)
    if kind is None:
        raise Http404
    content = agreement_file(found.id, _language(), kind)
    if content is None:
        raise Http404
    name = f"agreement-{found.id:06d}.{kind}"
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _own(request: CardholderRequest, agreement_id: int) -> AgreementFacts:
    found = agreement(agreement_id)
    if found is None or found.customer_id != request.cardholder.customer_id:
        raise Http404
    return found


def _version(request: CardholderRequest) -> int:
    """The version that was shown; one that never was, where the page sent none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def _said(refused: Refused) -> str:
    return refused.text.in_language(_language())


def _language() -> str:
    return get_language() or "en"
