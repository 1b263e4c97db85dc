"""A customer's history as the credit database will have it, with corrections and notices."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.credit_record.actions.correcting import (
    decide_correction,
    note_notice,
    propose_correction,
)
from fairdue.credit_record.models import Correction
from fairdue.credit_record.queries.history import histories
from fairdue.credit_record.rules.reporting import FORMAT_OF_LAW, may_be_called
from fairdue.credit_record.rules.words import MEANINGS
from fairdue.desk.access import StaffRequest
from fairdue.desk.credit.forms import CorrectionForm, NoticeForm
from fairdue.desk.credit.views import say
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.spans import today
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may
from fairdue.portfolio import queries as portfolio


@require_GET
@for_those_who_may("search")
def history(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The page, or its part for the customer's file."""
    return _page(request, customer_id)


@require_POST
@for_those_who_may("correct_credit_record")
def step(request: StaffRequest, customer_id: int, name: str) -> HttpResponse:
    """Propose a correction, or note a notice."""
    if name not in ("correct", "notice"):
        raise Http404
    form = _forms(request, customer_id, request.POST, name)[name]
    who: dict[str, Any] = {"staff": request.user, "at": request.now}
    if form.is_valid():
        given = form.cleaned_data
        try:
            if name == "correct":
                month = date.fromisoformat(f"{given.pop('month')}-01")
                propose_correction(**given, month=month, **who)
                told = _("The correction waits for a compliance officer.")
            else:
                note_notice(customer_id=customer_id, **given, **who)
                told = _("The notice is on record.")
        except ValueError:
            form.add_error("month", _("Write it as 2026-02."))
        except Refused as refused:
            form.add_error(None, refused.text.in_language(get_language() or "en"))
        else:
            messages.success(request, told)
            return redirect("credit-history", customer_id)
    return _page(request, customer_id, {name: form})


@require_POST
@for_those_who_may("handle_credit_files")
def decide(request: StaffRequest, correction_id: int) -> HttpResponse:
    """Approve or decline a correction."""
    found = Correction.objects.filter(pk=correction_id).first()
    if found is None:
        raise Http404
    try:
        decide_correction(
            correction_id=correction_id,
            approves=request.POST.get("decision") == "approve",
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, _("The correction is decided."))
    return redirect("credit-history", found.customer_id)


def _forms(
    request: StaffRequest, customer_id: int, sent: Any = None, name: str = ""
) -> dict[str, Form]:
    told = histories(customer_id, today(request))
    law = portfolio.law_of(customer_id, today(request)).jurisdiction
    format_name = FORMAT_OF_LAW.get(law, "")
    meanings = {
        code: text
        for code, text in MEANINGS.get(format_name, {}).items()
        if may_be_called(format_name, code)
    }
    return {
        "correct": CorrectionForm(
            sent if name == "correct" else None, histories=told, meanings=meanings
        ),
        "notice": NoticeForm(sent if name == "notice" else None),
    }


def _page(
    request: StaffRequest, customer_id: int, failed: dict[str, Form] | None = None
) -> HttpResponse:
    customer = portfolio.customer(customer_id)
    if customer is None:
        raise Http404
    forms = _forms(request, customer_id) | (failed or {})
    part = request.headers.get("HX-Request") is not None
    template = "history_part" if part else "history"
    return render(
        request,
        f"desk/credit/{template}.html",
        {
            "customer": customer,
            "histories": histories(customer_id, today(request)),
            "correct_form": forms["correct"],
            "notice_form": forms["notice"],
            "failed": list(failed or {}),
            "may_correct": may(request.user, "correct_credit_record"),
            "may_decide": may(request.user, "handle_credit_files"),
        },
        status=422 if failed else 200,
    )
