"""Compliance officers' pages: denials and their verdicts, holds in force, reveals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.compliance.actions import release_hold
from fairdue.compliance.figures import hold_rows, holds_by_kind
from fairdue.compliance.models import HoldKind
from fairdue.compliance.queries import complaints_of_permit
from fairdue.contact.figures import (
    PermitRow,
    denials_by_clause,
    permit_by_id,
    permit_rows,
    permit_tally,
)
from fairdue.contact.models import Channel
from fairdue.contact.queries import findings_of_permit
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import days_asked
from fairdue.desk.oversight.verdicts import ClauseShown, clauses_of, rule_titles
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may

ROWS = 50


@dataclass(frozen=True, slots=True)
class DenialShown:
    """One request for a permit, with its channel and failing clauses in words."""

    row: PermitRow
    channel: str
    failing: list[tuple[str, str]]


@require_GET
@for_those_who_may("read_denials")
def denials(request: StaffRequest) -> HttpResponse:
    """Denied permits of a span: how many, by which clause, and each of them."""
    days = days_asked(request, request.GET)
    clause = request.GET.get("clause", "")
    titles = rule_titles()
    language = get_language() or "en"
    offset = (page_number(request) - 1) * ROWS
    rows, total = permit_rows(
        *days.moments, granted=False, clause=clause, offset=offset, limit=ROWS
    )
    asked, denied = permit_tally(*days.moments)

    def titled(rule: str) -> tuple[str, str]:
        return rule, titles[rule].in_language(language) if rule in titles else rule

    return render(
        request,
        "desk/oversight/denials.html",
        {
            "days": days,
            "clause": clause,
            "asked": asked,
            "denied": denied,
            "share": f"{denied / asked * 100:.1f}%" if asked else "–",
            "clauses": [
                (*titled(rule), number, 100 * number / denied)
                for rule, number in denials_by_clause(*days.moments).items()
            ],
            "rows": [_shown(row, titled) for row in rows],
            "paging": paging(request, total, ROWS),
        },
    )


def _shown(row: PermitRow, titled: Any) -> DenialShown:
    return DenialShown(row, str(Channel(row.channel).label), [titled(rule) for rule in row.failing])


@require_GET
@for_those_who_may("read_denials")
def permit(request: StaffRequest, permit_id: int) -> HttpResponse:
    """One request for a permit: every clause asked, its values, and where it stands."""
    row = permit_by_id(permit_id)
    if row is None:
        raise Http404(f"there is no permit {permit_id}")
    clauses: list[ClauseShown] = clauses_of(row.verdict, row.terms, get_language() or "en")
    return render(
        request,
        "desk/oversight/permit.html",
        {
            "row": row,
            "channel": Channel(row.channel).label,
            "clauses": clauses,
            "missing": row.verdict.get("missing", []),
            "packs": (row.terms or {}).get("packs", {}),
            "found": findings_of_permit(permit_id),
            "complaints": complaints_of_permit(permit_id),
        },
    )


@require_GET
@for_those_who_may("release_hold")
def holds(request: StaffRequest) -> HttpResponse:
    """Holds in force now, over all customers."""
    kind = request.GET.get("kind", "")
    offset = (page_number(request) - 1) * ROWS
    rows, total = hold_rows(request.now, kind=kind, offset=offset, limit=ROWS)
    return render(
        request,
        "desk/oversight/holds.html",
        {
            "rows": rows,
            "kind": kind,
            "kinds": [
                (code, HoldKind(code).label, number)
                for code, number in holds_by_kind(request.now).items()
            ],
            "paging": paging(request, total, ROWS),
            "may_release": may(request.user, "release_hold"),
        },
    )


@require_POST
@for_those_who_may("release_hold")
def release(request: StaffRequest, hold_id: int) -> HttpResponse:
    """Release one hold, with a reason; journalled."""
    try:
        release_hold(
            hold_id=hold_id,
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("The hold was released. Other holds of the customer stay."))
    return redirect("holds")
