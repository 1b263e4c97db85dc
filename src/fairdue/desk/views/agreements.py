"""A customer's agreements: accepted, withdrawn, revised, ended, and handed out as documents."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairdue.desk import forms
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.views.search import SEARCHERS
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.actions import agreeing
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.queries.documents import MEDIA_TYPES, agreement_file
from fairdue.typesetting import FontMissingError


@require_POST
@for_roles(*SEARCHERS)
def accept(request: StaffRequest, customer_id: int, agreement_id: int) -> HttpResponseBase:
    """The customer said yes, on the telephone or in person."""
    return _done(
        request,
        customer_id,
        agreement_id,
        lambda: agreeing.accept(
            agreement_id=agreement_id,
            how=request.POST.get("how", ""),
            actor=request.user,
            at=request.now,
            cost_shown=request.POST.get("cost_shown") == "yes",
            expected_version=_version(request),
        ),
        _("Agreed. Collecting rests while it is kept to."),
    )


@require_POST
@for_roles(*SEARCHERS)
def withdraw(request: StaffRequest, customer_id: int, agreement_id: int) -> HttpResponseBase:
    """Take an open proposal back."""
    return _done(
        request,
        customer_id,
        agreement_id,
        lambda: agreeing.withdraw(
            agreement_id=agreement_id,
            actor=request.user,
            at=request.now,
            expected_version=_version(request),
        ),
        _("The proposal is withdrawn."),
    )


@require_POST
@for_roles(*SEARCHERS)
def revise(request: StaffRequest, customer_id: int, agreement_id: int) -> HttpResponseBase:
    """Propose another amount, number or first day for what is left of an agreement that runs."""

    def act() -> AgreementFacts:
        sent, found = request.POST, _known(customer_id, agreement_id)
        return agreeing.revise(
            agreement_id=agreement_id,
            terms=forms.revised(sent, found, timezone.localdate(request.now)),
            actor=request.user,
            at=request.now,
            channel="desk",
            expected_version=_version(request),
        )

    said = _("Other terms are proposed. They replace the agreement once they are accepted.")
    return _done(request, customer_id, agreement_id, act, said)


@require_POST
@for_roles(*SEARCHERS)
def end(request: StaffRequest, customer_id: int, agreement_id: int) -> HttpResponseBase:
    """End an agreement that runs, for a reason."""
    return _done(
        request,
        customer_id,
        agreement_id,
        lambda: agreeing.end(
            agreement_id=agreement_id,
            reason=request.POST.get("reason", ""),
            actor=request.user,
            at=request.now,
            expected_version=_version(request),
        ),
        _("The agreement is ended."),
    )


@require_POST
@for_roles(*SEARCHERS)
def document(
    request: StaffRequest, customer_id: int, agreement_id: int, file_format: str
) -> HttpResponseBase:
    """The agreement as a file, in the page's language; the journal says who took it."""
    found = _known(customer_id, agreement_id)
    if file_format not in MEDIA_TYPES:
        raise Http404
    language = get_language() or "en"
    try:
        content = agreement_file(found.id, language, file_format)  # type: ignore[arg-type]
    except FontMissingError as error:
        messages.error(request, str(error))
        return redirect("customer", customer_id)
    with transaction.atomic():
        record(
            actor=request.user.username,
            action="agreement_document_taken",
            at=request.now,
            subject=f"agreement:{found.id}",
            customer_id=customer_id,
            details={"format": file_format, "language": language},
        )
    response = HttpResponse(content, content_type=MEDIA_TYPES[file_format])
    name = f"agreement-{found.id:06d}.{file_format}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _known(customer_id: int, agreement_id: int) -> AgreementFacts:
    """The agreement, if it is this customer's. Raises Http404 otherwise."""
    found = negotiation.agreement(agreement_id)
    if found is None or found.customer_id != customer_id:
        raise Http404
    return found


def _version(request: StaffRequest) -> int | None:
    """The version that the page showed."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() else None


def _done(
    request: StaffRequest,
    customer_id: int,
    agreement_id: int,
    act: Callable[[], object],
    said: str,
) -> HttpResponseBase:
    """Act, say what happened or why not, and show the customer's agreements again."""
    _known(customer_id, agreement_id)
    try:
        act()
    except Refused as refused:
        messages.warning(request, in_language(refused.text))
    else:
        messages.success(request, said)
    response = redirect("customer", customer_id)
    response["Location"] += "#agreements"
    return response
