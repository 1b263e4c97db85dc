"""Puts consents, requests, disputes, complaints and marks on record from the customer's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairdue.compliance import actions
from fairdue.compliance import queries as compliance
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.record_forms import FORMS, TakenBackForm, end_of
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.views.customer import choices_of, customer_page, file_of
from fairdue.desk.views.search import SEARCHERS
from fairdue.kernel.refusal import Refused

Act = Callable[..., object]


def _consent(sent: dict[str, Any], **who: Any) -> object:
    sent["contact_point_id"] = sent.pop("contact_point", None)
    return actions.grant_consent(**sent, **who, ends_at=end_of(sent.pop("ends_on", None)))


def _request(sent: dict[str, Any], **who: Any) -> object:
    sent["contact_point_id"] = sent.pop("contact_point", None)
    return actions.record_request(**sent, **who, ends_at=end_of(sent.pop("ends_on", None)))


def _dispute(sent: dict[str, Any], **who: Any) -> object:
    return actions.open_dispute(account_id=sent.pop("account", None), **sent, **who)


def _complaint(sent: dict[str, Any], **who: Any) -> object:
    fault = actions.Fault(attempt_id=sent.pop("attempt", None))
    return actions.record_complaint(fault=fault, **sent, **who)


def _mark(sent: dict[str, Any], **who: Any) -> object:
    sent.setdefault("note", "")
    return actions.raise_mark(ends_at=end_of(sent.pop("ends_on", None)), **sent, **who)


RECORDS: dict[str, tuple[Act, str | Promise]] = {
    "consent": (_consent, gettext_lazy("The consent is on record.")),
    "request": (_request, gettext_lazy("The request is on record and counts from its receipt.")),
    "dispute": (_dispute, gettext_lazy("The dispute is on record; contact is stopped.")),
    "complaint": (_complaint, gettext_lazy("The complaint is on record; contact is paused.")),
    "mark": (_mark, gettext_lazy("The mark is on record.")),
}


@require_POST
@for_roles(*SEARCHERS)
def put_on_record(request: StaffRequest, customer_id: int, record: str) -> HttpResponseBase:
    """Add a record about the customer: consent, request, dispute, complaint or mark."""
    if record not in RECORDS:
        raise Http404
    file = file_of(customer_id, request.now)
    act, said = RECORDS[record]
    form = FORMS[record](request.POST, choices=choices_of(file))
    if form.is_valid():
        try:
            act(form.sent, customer_id=customer_id, staff=request.user, at=request.now)
        except Refused as refused:
            form.add_error(None, in_language(refused.text))
        else:
            messages.success(request, str(said))
            return redirect("customer", customer_id)
    return customer_page(request, file, opened=record, form=form)


@require_POST
@for_roles(*SEARCHERS)
def revoke_consent(request: StaffRequest, customer_id: int, consent_id: int) -> HttpResponseBase:
    """The customer takes a consent back."""
    _is_one_of(consent_id, compliance.consents_of(customer_id))
    return _taken_back(
        request,
        customer_id,
        lambda reason, at: actions.revoke_consent(
            consent_id=consent_id,
            reason=reason,
            revoked_at=at,
            staff=request.user,
            at=request.now,
        ),
        _("The consent is revoked."),
    )


@require_POST
@for_roles(*SEARCHERS)
def withdraw_request(request: StaffRequest, customer_id: int, request_id: int) -> HttpResponseBase:
    """The customer takes a request back."""
    _is_one_of(request_id, compliance.requests_of(customer_id))
    return _taken_back(
        request,
        customer_id,
        lambda reason, at: actions.withdraw_request(
            request_id=request_id,
            reason=reason,
            withdrawn_at=at,
            staff=request.user,
            at=request.now,
        ),
        _("The request is withdrawn."),
    )


def _is_one_of(record_id: int, records: Any) -> None:
    """Raise Http404 for another customer's record."""
    if record_id not in [record.id for record in records]:
        raise Http404


def _taken_back(
    request: StaffRequest, customer_id: int, act: Callable[[str, Any], object], said: str
) -> HttpResponseBase:
    form = TakenBackForm(request.POST)
    sent = form.cleaned_data if form.is_valid() else {}
    if not sent and "happened_at" in form.errors:
        messages.warning(request, _("Choose a day and a time."))
        return redirect("customer", customer_id)
    try:
        act(sent.get("reason", ""), sent.get("happened_at"))
    except Refused as refused:
        messages.warning(request, in_language(refused.text))
    else:
        messages.success(request, said)
    return redirect("customer", customer_id)
