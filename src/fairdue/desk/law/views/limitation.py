"""The limitation of a customer's claims: each clock with its evidence, and what is entered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.law.forms import AssetForm, InterruptionForm, ObstacleForm
from fairdue.desk.law.presenting import clock_shown
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions
from fairdue.legal.models import (
    Asset,
    AssetKind,
    Interruption,
    InterruptionKind,
    LimitationAlert,
    Obstacle,
)
from fairdue.legal.queries.court_days import last_year_known
from fairdue.legal.queries.limitation import clocks_of
from fairdue.legal.queries.matters import matters_of, visible
from fairdue.legal.queries.policy import alert_days
from fairdue.people.models import Role
from fairdue.people.rules import may
from fairdue.portfolio.queries import customer
from fairdue.vault.sealing import vault

FORMS: dict[str, type[forms.Form]] = {
    "interruption": InterruptionForm,
    "obstacle": ObstacleForm,
    "asset": AssetForm,
}
SAID = {
    "interruption": _("The interruption is entered; the clock is reckoned with it."),
    "obstacle": _("The obstacle is entered; the clock is reckoned with it."),
    "asset": _("The asset is noted."),
}


@require_GET
@for_those_who_may("see_matters")
def limitation(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Every clock of a customer's claims."""
    return _page(request, customer_id)


@require_POST
@for_those_who_may("open_matter")
def enter(request: StaffRequest, customer_id: int, what: str) -> HttpResponse:
    """Enter an interruption, an obstacle or an asset."""
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST, auto_id=f"{what}-%s")
    if form.is_valid():
        try:
            _enter(what, customer_id, form.cleaned_data, staff=request.user, at=request.now)
        except Refused as refused:
            form.add_error(None, refused.text.in_language(get_language() or "en"))
        else:
            messages.success(request, str(SAID[what]))
            return redirect("limitation", customer_id)
    return _page(request, customer_id, {what: form})


def _enter(what: str, customer_id: int, sent: dict[str, Any], **who: Any) -> object:
    if what == "interruption":
        return actions.record_interruption(customer_id=customer_id, **sent, **who)
    if what == "obstacle":
        return actions.record_obstacle(customer_id=customer_id, **sent, **who)
    return actions.record_asset(customer_id=customer_id, **sent, **who)


@require_POST
@for_those_who_may("open_matter")
def take_back(request: StaffRequest, customer_id: int, interruption_id: int) -> HttpResponse:
    """Take back an interruption entered in error."""
    _say(
        request,
        lambda: actions.withdraw_interruption(
            interruption_id=interruption_id,
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        ),
        _("The entry is taken back."),
    )
    return redirect("limitation", customer_id)


@require_POST
@for_those_who_may("open_matter")
def answer(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Say what is done about a claim that runs out."""
    _say(
        request,
        lambda: actions.answer_alert(
            alert_id=alert_id,
            answer=request.POST.get("answer", ""),
            staff=request.user,
            at=request.now,
        ),
        _("What is done is noted."),
    )
    row = LimitationAlert.objects.filter(pk=alert_id).first()
    return redirect("limitation", row.customer_id) if row else redirect("matters")


def _say(request: StaffRequest, act: Any, said: str) -> None:
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, said)


def _page(
    request: StaffRequest, customer_id: int, sent: dict[str, forms.Form] | None = None
) -> HttpResponse:
    person = customer(customer_id)
    is_counsel = request.user.role == Role.COUNSEL
    if person is None or (
        is_counsel and not visible(request.user).filter(customer_id=customer_id).exists()
    ):
        raise Http404
    today = timezone.localdate(request.now)
    spans = alert_days(today)
    clocks = clocks_of(customer_id, today)
    owned = Asset.objects.filter(customer_id=customer_id, gone_on=None).order_by("pk")
    entered = Interruption.objects.filter(customer_id=customer_id, withdrawn_at=None)
    return render(
        request,
        "desk/law/limitation.html",
        {
            "customer": person,
            "clocks": [clock_shown(each, max(spans, default=0)) for each in clocks],
            "unknown_after": last_year_known(),
            "today": today,
            "alerts": LimitationAlert.objects.filter(
                customer_id=customer_id, answered_at=None
            ).select_related("account"),
            "answered": LimitationAlert.objects.filter(
                customer_id=customer_id, answered_at__isnull=False
            ).select_related("account"),
            "entered": [
                (row, InterruptionKind(row.kind).label) for row in entered.order_by("-on", "-pk")
            ],
            "obstacles": Obstacle.objects.filter(customer_id=customer_id, withdrawn_at=None),
            "assets": [
                (
                    row,
                    AssetKind(row.kind).label,
                    vault().unseal(row.description_sealed) if row.description_sealed else "",
                )
                for row in owned
            ],
            "forms": {
                name: (sent or {}).get(name, form(auto_id=f"{name}-%s"))
                for name, form in FORMS.items()
            },
            "opened": next(iter(sent or {}), ""),
            "may_enter": may(request.user, "open_matter"),
            "matters": [
                each
                for each in matters_of(customer_id)
                if not is_counsel or each.counsel == request.user.username
            ],
        },
    )
