"""The page itself, its worker, and what they are installed by. Nothing of anybody is in them."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fairdue.field.access import VisitorRequest, for_visitors
from fairdue.field.choices import choices_in
from fairdue.field.words import words
from fairdue.visits.queries.afterwards import break_minutes
from fairdue.visits.queries.field_policy import (
    emergency_number,
    phone_policy,
    record_policy,
    safety_policy,
)
from fairdue.visits.rules.script import SCRIPT

HERE = Path(__file__).resolve().parents[1] / "static" / "field"
OF_THE_DESK = ("desk/fairdue.css", "desk/icons.svg", "desk/favicon.svg")


@require_GET
@for_visitors
def shell(request: VisitorRequest) -> HttpResponseBase:
    """The one page; its program shows everything else from what the phone has."""
    language = get_language() or "en"
    response = render(
        request,
        "field/shell.html",
        {
            "words": {key: str(text) for key, text in words().items()},
            "facts": {
                "me": request.user.pk,
                "api": reverse("field-api"),
                "icons": static("desk/icons.svg"),
                "worker": reverse("field-worker"),
                "scope": reverse("field"),
                "zone": settings.TIME_ZONE,
                "emergency": emergency_number("", request.now),
                "policy": _policy(request),
                "choices": choices_in(language),
                "script": [line.in_language(language) for line in SCRIPT],
            },
        },
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _policy(request: VisitorRequest) -> dict[str, int]:
    phone, record = phone_policy(request.now), record_policy(request.now)
    patience = safety_policy(request.now).patience
    return {
        "pin_digits": phone.pin_digits,
        "lock_minutes": phone.lock_minutes,
        "keep_hours": phone.keep_hours,
        "check_in_minutes": int(patience.check_in.total_seconds() // 60),
        "break_minutes": break_minutes(request.now, threatened=False),
        "threat_break_minutes": break_minutes(request.now, threatened=True),
        "photo_bytes": record.sizes.photo,
        "photo_read_bytes": record.photo_read_bytes,
        "photo_side_px": record.photo_side_px,
    }


@require_GET
@login_not_required
def manifest(_request: HttpRequest) -> HttpResponseBase:
    """What the phone needs to install the page (Web Application Manifest)."""
    return JsonResponse(
        {
            "name": _("Fairdue visits"),
            "short_name": _("Visits"),
            "start_url": reverse("field"),
            "scope": reverse("field"),
            "display": "standalone",
            "background_color": "#f2f5f7",
            "theme_color": "#10273a",
            "icons": [
                {"src": static("desk/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("field/icon.png"), "sizes": "512x512", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
    )


@require_GET
@login_not_required
def worker(_request: HttpRequest) -> HttpResponseBase:
    """The service worker, told what belongs to the page and by which version it goes."""
    version, files = _assets()
    told = {
        "version": version,
        "shell": reverse("field"),
        "files": [*files, reverse("field-manifest")],
    }
    script = (HERE / "worker.js").read_text(encoding="utf-8")
    response = HttpResponse(
        f"const TOLD = {json.dumps(told)};\n{script}", content_type="text/javascript"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _assets() -> tuple[str, list[str]]:
    """A digest over every file of the page, and their addresses."""
    own = sorted(path for path in HERE.iterdir() if path.name != "worker.js")
    digest = hashlib.sha256((HERE / "worker.js").read_bytes())
    for path in own:
        digest.update(path.name.encode() + path.read_bytes())
    names = [f"field/{path.name}" for path in own]
    return digest.hexdigest()[:16], [static(name) for name in (*names, *OF_THE_DESK)]
