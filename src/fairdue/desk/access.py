"""Who may open a page: the decorator every view of the desk wears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django_htmx.middleware import HtmxDetails

from fairdue.people.models import Role, Staff
from fairdue.training.queries import may_work, needs_certificate

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request by a signed-in member of staff, stamped with the moment it is handled."""

    user: Staff
    now: datetime
    htmx: HtmxDetails


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]

WORK_CASES = {Role.COLLECTOR, Role.VISITOR}
"""A page open to one of these is about customers, unless it says otherwise."""


def for_roles(*roles: Role, without_certificate: bool = False) -> Callable[[StaffView[P]], View]:
    """Open a view to these roles only; anyone else gets the 403 page. Nothing is cached.

    A page for those who work cases opens with a certificate that counts, and leads to training
    without one, unless it may be seen `without_certificate`. Signing in is asked for beforehand,
    by Django's LoginRequiredMiddleware.
    """
    asks = not without_certificate and bool(WORK_CASES & set(roles))

    def decorate(view: StaffView[P]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff_request = cast("StaffRequest", request)
            if staff_request.user.role not in roles:
                raise PermissionDenied
            if asks and not _is_certified(staff_request):
                return _to_training(staff_request)
            response = view(staff_request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return guarded

    return decorate


def _is_certified(request: StaffRequest) -> bool:
    staff, at = request.user, request.now
    return not needs_certificate(staff.role, at) or may_work(staff.pk, at)


def _to_training(request: StaffRequest) -> HttpResponseBase:
    """Where the courses are; a part of a page asked for by htmx leaves the page it is on."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("training")})
    return redirect("training")
