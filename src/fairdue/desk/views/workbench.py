"""The collector's workbench."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from fairdue.desk.access import StaffRequest, for_roles
from fairdue.people.models import Role


@for_roles(Role.COLLECTOR)
def workbench(request: StaffRequest) -> HttpResponseBase:
    """The case in hand, or an invitation to take one."""
    return render(request, "desk/workbench.html", {})
