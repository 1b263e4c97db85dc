"""Payments held against the issuer's file: what waits, what is unclear, what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import Days, days_asked, today
from fairdue.kernel.refusal import Refused
from fairdue.portfolio.actions import decide_match
from fairdue.portfolio.models import AdjustmentKind, Component, MatchAnswer, PaymentSource
from fairdue.portfolio.queries import reconciling
from fairdue.portfolio.queries.terms import payment_terms

ROWS = 50
UNCONFIRMED, MATCHES, CREDITS, ADJUSTED, TAKEN_BACK = (
    "unconfirmed",
    "matches",
    "credits",
    "adjusted",
    "taken-back",
)
LISTS: dict[str, str | Promise] = {
    UNCONFIRMED: gettext_lazy("Not confirmed yet"),
    MATCHES: gettext_lazy("Unclear matches"),
    CREDITS: gettext_lazy("Accounts in credit"),
    ADJUSTED: gettext_lazy("Waived and corrected"),
    TAKEN_BACK: pgettext_lazy("payments", "Taken back"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of any of the lists, with its codes in words."""

    row: Any
    source: str
    kind: str
    component: str
    answer: str


@require_GET
@for_those_who_may("check_payments")
def payments(request: StaffRequest) -> HttpResponse:
    """One of the five lists, with how many are on each."""
    asked = request.GET.get("list", "")
    shown = asked if asked in LISTS else UNCONFIRMED
    decided = request.GET.get("decided") == "1"
    on, days = today(request), days_asked(request, request.GET)
    rows, total = _listed(
        shown, request, days, decided, offset=(page_number(request) - 1) * ROWS, limit=ROWS
    )
    numbers = [
        (
            name,
            label,
            total
            if name == shown and not decided
            else _listed(name, request, days, False, offset=0, limit=0)[1],
        )
        for name, label in LISTS.items()
    ]
    return render(
        request,
        "desk/oversight/payments.html",
        {
            "shown": shown,
            "list_name": LISTS[shown],
            "lists": numbers,
            "decided": decided,
            "rows": [_in_words(row) for row in rows],
            "days": days,
            "today": on,
            "late": reconciling.unconfirmed_late(on),
            "terms": payment_terms(on),
            "paging": paging(request, total, ROWS),
        },
    )


@require_POST
@for_those_who_may("check_payments")
def decide(request: StaffRequest, match_id: int) -> HttpResponse:
    """Record which payment one of the file is: `same`, `apart`, or `other:` with its number."""
    answer, _colon, other_ref = request.POST.get("answer", "").partition(":")
    try:
        decide_match(
            match_id=match_id,
            answer=answer,
            other_ref=other_ref,
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("Decided; what it changes is on record."))
    return redirect(f"{reverse('payments')}?list={MATCHES}")


def _listed(
    name: str, request: StaffRequest, days: Days, decided: bool, **page: int
) -> tuple[list[Any], int]:
    match name:
        case "matches":
            return reconciling.ambiguous_matches(decided=decided, **page)
        case "credits":
            return reconciling.credits(**page)
        case "adjusted":
            return reconciling.adjusted(**page)
        case "taken-back":
            return reconciling.taken_back(days.first, days.last, **page)
        case _:
            return reconciling.unconfirmed(today(request), **page)


def _in_words(row: Any) -> Line:
    return Line(
        row,
        _label(PaymentSource, getattr(row, "source", "")),
        _label(AdjustmentKind, getattr(row, "kind", "")),
        _label(Component, getattr(row, "component", "")),
        _label(MatchAnswer, getattr(row, "answer", "")),
    )


def _label(codes: type[TextChoices], code: str) -> str:
    return str(codes(code).label) if code in codes.values else ""
