"""From what the strategy proposes to a matter: every road beside the others, then one chosen."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fairdue.delinquency.queries import open_case_of
from fairdue.desk.access import StaffRequest
from fairdue.desk.law.presenting import clause_values
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions
from fairdue.legal.models import CostKind, Matter, Road
from fairdue.legal.queries import matters as queries
from fairdue.legal.queries.policy import order_conditions
from fairdue.legal.queries.proposals import is_proposed, proposals
from fairdue.legal.queries.roads import Claim, claim_on
from fairdue.legal.rules.payment_order import CONDITIONS
from fairdue.legal.rules.road import EVIDENCE, Compared
from fairdue.portfolio.queries import customer

ROWS = 20


@require_GET
@for_those_who_may("open_matter")
def proposed(request: StaffRequest) -> HttpResponse:
    """Cases that the strategy sent to legal review, each with what the law says to it."""
    rows, total = proposals(request.now, offset=(page_number(request) - 1) * ROWS, limit=ROWS)
    return render(
        request,
        "desk/law/proposed.html",
        {"rows": rows, "paging": paging(request, total, ROWS)},
    )


@require_http_methods(["GET", "POST"])
@for_those_who_may("open_matter")
def new(request: StaffRequest, customer_id: int, currency: str) -> HttpResponse:
    """Every road for what a customer owes in a currency; a POST opens a matter on one."""
    person = customer(customer_id)
    if person is None:
        raise Http404
    return _choose(request, customer_id, currency, None)


@require_http_methods(["GET", "POST"])
@for_those_who_may("open_matter")
def road(request: StaffRequest, matter_id: int) -> HttpResponse:
    """Another road for a matter, or today's claim on the same one."""
    found = queries.matter_for(request.user, matter_id)
    if found is None:
        raise Http404
    return _choose(request, found.customer_id, found.currency, found)


def _choose(
    request: StaffRequest, customer_id: int, currency: str, found: Matter | None
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    known = set(found.evidence) if found and not sent else set()
    held = set(found.conditions) if found and not sent else set()
    evidence = known | (set(sent.getlist("evidence")) & set(EVIDENCE))
    conditions = held | (set(sent.getlist("conditions")) & set(CONDITIONS))
    refused = ""
    if request.method == "POST":
        try:
            matter = _take(request, customer_id, currency, found, evidence, conditions)
        except Refused as error:
            refused = error.text.in_language(get_language() or "en")
        else:
            messages.success(
                request,
                _("Matter %(number)s waits for the approval of two others.")
                % {"number": matter.number},
            )
            return redirect("matter", matter.pk)
    claim = claim_on(
        customer_id,
        currency,
        request.now,
        evidence=evidence,
        conditions=conditions,
        besides=found.pk if found else None,
    )
    return render(
        request,
        "desk/law/road.html",
        {
            "customer": customer(customer_id),
            "currency": currency,
            "matter": found,
            "claim": claim,
            "failing": _failing(claim),
            "roads": [_shown(each, claim) for each in claim.comparison.roads],
            "evidence": [(name, text, name in evidence) for name, text in EVIDENCE.items()],
            "conditions": [
                (name, CONDITIONS[name], name in conditions)
                for name in order_conditions(claim.as_of)
            ],
            "chosen": sent.get("road", claim.comparison.best),
            "reason": sent.get("reason", ""),
            "refused": refused,
        },
        status=200,
    )


def _take(
    request: StaffRequest,
    customer_id: int,
    currency: str,
    found: Matter | None,
    evidence: set[str],
    conditions: set[str],
) -> Matter:
    chosen = request.POST.get("road", "")
    reason = request.POST.get("reason", "")
    if found is not None:
        return actions.propose_road(
            matter_id=found.pk,
            road=chosen,
            reason=reason,
            evidence=evidence,
            conditions=conditions,
            staff=request.user,
            at=request.now,
        )
    case = open_case_of(customer_id)
    return actions.open_matter(
        customer_id=customer_id,
        currency=currency,
        road=chosen,
        reason=reason,
        evidence=evidence,
        conditions=conditions,
        by_strategy=case is not None and is_proposed(case.id),
        staff=request.user,
        at=request.now,
    )


def _failing(claim: Claim) -> list[tuple[object, str]]:
    language = get_language() or "en"
    return [(clause, clause_values(clause, language)) for clause in claim.comparison.claim.failing]


def _shown(each: Compared, claim: Claim) -> dict[str, object]:
    language = get_language() or "en"
    return {
        "name": each.road,
        "label": Road(each.road).label,
        "allowed": claim.comparison.claim.allowed and each.verdict.allowed,
        "best": each.road == claim.comparison.best,
        "compared": each,
        "percent": f"{float(each.share) * 100:.0f}%",
        "fees": [(CostKind(fee.kind).label, fee) for fee in each.fees],
        "failing": [(clause, clause_values(clause, language)) for clause in each.verdict.failing],
    }
