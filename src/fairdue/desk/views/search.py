"""Find a customer by any identifier."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.delinquency import queries as delinquency
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.people.models import Role
from fairdue.portfolio import queries as portfolio

SEARCHERS = (Role.COLLECTOR, Role.LEAD, Role.COMPLIANCE)
TEXT_LENGTH_MAX = 80
FOUND_BY: dict[str, str | Promise] = {
    "customer_ref": _("customer number"),
    "account_ref": _("account number"),
    "name": pgettext_lazy("found by", "name"),
    "id_number": _("ID number"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "case": _("case number"),
}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A customer found, masked."""

    id: int
    customer_ref: str
    name_masked: str
    id_number_masked: str
    found_by: str | Promise


@for_roles(*SEARCHERS)
def search(request: StaffRequest) -> HttpResponseBase:
    """Search box and results. Identifiers travel in the body, never in the address."""
    text = request.POST.get("text", "").strip()[:TEXT_LENGTH_MAX]
    found = find(text) if request.method == "POST" else None
    template = "desk/found.html" if request.htmx else "desk/search.html"
    return render(request, template, {"found": found, "text": text})


def find(text: str) -> list[FoundLine]:
    """Customers whose identifier, or whose case's number, is exactly `text`."""
    lines = [
        FoundLine(
            row.customer_id,
            row.customer_ref,
            row.name_masked,
            row.id_number_masked,
            FOUND_BY.get(row.matched, row.matched),
        )
        for row in portfolio.find(text)
    ]
    by_case = _by_case_number(text)
    return lines if by_case is None else [by_case, *lines]


def _by_case_number(text: str) -> FoundLine | None:
    digits = text.lstrip("#")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return None
    case = delinquency.case(int(digits))
    customer = portfolio.customer(case.customer_id) if case else None
    if customer is None:
        return None
    return FoundLine(
        customer.id,
        customer.customer_ref,
        customer.name_masked,
        customer.id_number_masked,
        FOUND_BY["case"],
    )
