"""Tells a monitor whether the site works."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fairdue.engine.lake import lake
from fairdue.nightly.report import DATASET


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 and the day of the latest night when the database answers, else 503. Nothing secret."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    nights = lake().days(DATASET)
    return JsonResponse({"database": "ok", "night": max(nights, default=None)})
