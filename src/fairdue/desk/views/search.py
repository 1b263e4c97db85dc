"""Find a customer by any identifier."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from fairdue.desk.access import StaffRequest, for_roles
from fairdue.people.models import Role

SEARCHERS = (Role.COLLECTOR, Role.LEAD, Role.COMPLIANCE)


@for_roles(*SEARCHERS)
def search(request: StaffRequest) -> HttpResponseBase:
    """Search box and results. Identifiers travel in the body, never in the address."""
    return render(request, "desk/search.html", {})
