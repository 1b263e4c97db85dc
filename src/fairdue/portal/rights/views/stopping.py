"""Ask us to stop, or to speak with a representative from now on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fairdue.compliance import actions
from fairdue.compliance import queries as compliance
from fairdue.compliance.models import Manner, RequestKind
from fairdue.compliance.queries import RequestFacts
from fairdue.contact.queries import person, terms_at
from fairdue.kernel.refusal import Refused
from fairdue.portal.access import CardholderRequest, for_cardholder
from fairdue.portal.rights.forms import RepresentativeForm, said
from fairdue.portal.rights.telling import CODE, day_of


@for_cardholder
def stop(request: CardholderRequest) -> HttpResponseBase:
    """Say what stopping means, and stop."""
    standing = _standing(request, RequestKind.CEASE)
    if request.method == "POST":
        if standing is None:
            _ask(request, RequestKind.CEASE)
        messages.success(request, _("We will stop contacting you. You can take this back here."))
        return redirect("my-stop")
    context = {"standing": standing, "source": _source(request, RequestKind.CEASE)}
    return render(request, "portal/rights/stop.html", context)


@for_cardholder
def representative(request: CardholderRequest) -> HttpResponseBase:
    """Name a lawyer or adviser; from then on contact goes through them."""
    standing = _standing(request, RequestKind.REPRESENTATIVE)
    form = RepresentativeForm(request.POST or None)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            _ask(request, RequestKind.REPRESENTATIVE, f"{sent['name']} · {sent['reach']}")
        except Refused as refused:
            form.add_error(None, said(refused.text))
        else:
            messages.success(request, _("Saved. From now on we speak with your representative."))
            return redirect("my-representative")
    context = {
        "standing": standing,
        "form": form,
        "source": _source(request, RequestKind.REPRESENTATIVE),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/rights/representative.html", context, status=status)


def _standing(request: CardholderRequest, kind: str) -> RequestFacts | None:
    asked = compliance.requests_of(request.cardholder.customer_id)
    found = (each for each in asked if each.kind == kind and each.stands_at(request.now))
    return next(found, None)


def _ask(request: CardholderRequest, kind: str, representative: str = "") -> None:
    actions.record_request(
        customer_id=request.cardholder.customer_id,
        kind=kind,
        reason=CODE,
        manner=Manner.ELECTRONIC,
        representative=representative,
        staff=request.cardholder,
        at=request.now,
    )


def _source(request: CardholderRequest, kind: str) -> compliance.Source | None:
    """The rule that a permit keeps such a request by: the law's, or the lender's own."""
    customer_id, at = request.cardholder.customer_id, request.now
    by_kind = terms_at(at, person(customer_id, at).law).terms.requests
    term = by_kind.get(kind) or by_kind.get("")
    return day_of(customer_id, at).source(term.rule) if term else None
