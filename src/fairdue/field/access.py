"""Who may open a page or call of the visitor's telephone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.visits.queries.devices import DeviceRevoked
from fairdue.visits.rules.record import aware

P = ParamSpec("P")
BODY_BYTES_MAX = 4_000_000


class VisitorRequest(HttpRequest):
    """A request by a signed-in visitor, stamped with the moment it is handled."""

    user: Staff
    now: datetime


View = Callable[..., HttpResponseBase]
Page = Callable[Concatenate[VisitorRequest, P], HttpResponseBase]
Call = Callable[Concatenate[VisitorRequest, P], dict[str, Any]]


def for_visitors(view: Page[P]) -> View:
    """Open a page to visitors only; others get the 403 page, and who isn't signed in signs in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visitor = cast("VisitorRequest", request)
        if visitor.user.role != Role.VISITOR:
            raise PermissionDenied
        return view(visitor, *args, **kwargs)

    return guarded


def call(view: Call[P]) -> View:
    """A call of the telephone's program, by POST: JSON out, never a page.

    401 where nobody is signed in, 403 for other roles, 410 where the telephone is revoked, 422
    with words where it is refused.
    """

    @login_not_required
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = _answered(view, request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def _answered(
    view: Call[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs
) -> JsonResponse:
    visitor = cast("VisitorRequest", request)
    if not visitor.user.is_authenticated:
        return JsonResponse({"why": _("Sign in again."), "code": "signed_out"}, status=401)
    if visitor.user.role != Role.VISITOR:
        return JsonResponse({"why": _("This is for visitors."), "code": "role"}, status=403)
    try:
        return JsonResponse(view(visitor, *args, **kwargs))
    except DeviceRevoked as revoked:
        return JsonResponse({"why": said(revoked), "code": "revoked"}, status=410)
    except Refused as refused:
        return JsonResponse({"why": said(refused), "code": ""}, status=422)
    except (KeyError, TypeError, ValueError):
        why = _("The phone's program is out of date, or sent what can't be read. Reload the page.")
        return JsonResponse({"why": why, "code": "unreadable"}, status=400)


def said(refused: Refused) -> str:
    """Why, in the language of the request."""
    return refused.text.in_language(get_language() or "en")


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a call. Raises ValueError."""
    told = json.loads(request.body)
    if not isinstance(told, dict):
        raise ValueError("an object is wanted")
    return told


def device_in(told: dict[str, Any]) -> UUID:
    """Which telephone calls."""
    return UUID(told["device"])


def sent_at(told: dict[str, Any]) -> datetime:
    """What its clock shows."""
    return aware(told["sent_at"])
