"""Who may open a page: the decorator every view of the desk wears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django_htmx.middleware import HtmxDetails

from fairdue.people.models import Role, Staff

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request by a signed-in member of staff, stamped with the moment it is handled."""

    user: Staff
    now: datetime
    htmx: HtmxDetails


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def for_roles(*roles: Role) -> Callable[[StaffView[P]], View]:
    """Open a view to these roles only; anyone else gets the 403 page. Nothing is cached.

    Signing in is asked for beforehand, by Django's LoginRequiredMiddleware.
    """

    def decorate(view: StaffView[P]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff_request = cast("StaffRequest", request)
            if staff_request.user.role not in roles:
                raise PermissionDenied
            response = view(staff_request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return guarded

    return decorate
