"""Law firms under contract and their lawyers, with how many matters each conducts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.law.forms import FirmForm, LawyerForm
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions
from fairdue.legal.models import LawFirm, Lawyer, Matter, Stage
from fairdue.people.models import Role, Staff


@require_GET
@for_those_who_may("engage_counsel")
def counsel(request: StaffRequest) -> HttpResponse:
    """Firms and lawyers."""
    return _page(request)


@require_POST
@for_those_who_may("engage_counsel")
def add(request: StaffRequest, what: str) -> HttpResponse:
    """Put a firm or a lawyer on record."""
    if what not in ("firm", "lawyer"):
        raise Http404
    form: forms.Form = (
        FirmForm(request.POST, auto_id="firm-%s") if what == "firm" else _lawyer_form(request.POST)
    )
    if form.is_valid():
        sent: dict[str, Any] = form.cleaned_data | {"staff": request.user, "at": request.now}
        try:
            if what == "firm":
                actions.register_firm(**sent)
            else:
                actions.register_lawyer(**sent)
        except Refused as refused:
            form.add_error(None, refused.text.in_language(get_language() or "en"))
        else:
            said = _("The firm is on record.") if what == "firm" else _("The lawyer is on record.")
            messages.success(request, said)
            return redirect("counsel")
    return _page(request, {what: form})


@require_POST
@for_those_who_may("engage_counsel")
def end(request: StaffRequest, firm_id: int) -> HttpResponse:
    """The contract with a firm has ended."""
    try:
        actions.end_firm(firm_id=firm_id, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("The contract has ended; its lawyers see no matter any more."))
    return redirect("counsel")


def _lawyer_form(sent: Any = None) -> LawyerForm:
    form = LawyerForm(sent, auto_id="lawyer-%s")
    registered = Lawyer.objects.values("username")
    able = Staff.objects.filter(role=Role.COUNSEL, is_active=True).exclude(username__in=registered)
    for name, choices in (
        ("firm_id", LawFirm.objects.filter(ended_on=None).values_list("pk", "name")),
        ("username", [(one.username, one.display_name) for one in able.order_by("username")]),
    ):
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)
    return form


def _page(request: StaffRequest, sent: dict[str, forms.Form] | None = None) -> HttpResponse:
    conducted = dict(
        Matter.objects.exclude(stage=Stage.CLOSED)
        .exclude(counsel="")
        .values_list("counsel")
        .annotate(matters=Count("pk"))
    )
    lawyers = list(Lawyer.objects.order_by("pk"))
    firms = LawFirm.objects.order_by("ended_on", "name")
    given = sent or {}
    return render(
        request,
        "desk/law/counsel.html",
        {
            "firms": [
                (
                    firm,
                    [
                        (one, conducted.get(one.username, 0))
                        for one in lawyers
                        if one.firm_id == firm.pk
                    ],
                )
                for firm in firms
            ],
            "firm_form": given.get("firm", FirmForm(auto_id="firm-%s")),
            "lawyer_form": given.get("lawyer", _lawyer_form()),
            "opened": next(iter(given), ""),
        },
    )
