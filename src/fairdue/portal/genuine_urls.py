"""The public address, below /genuine/, that stands on letters and in messages."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.portal.views.genuine import genuine

urlpatterns: list[URLPattern] = [
    path("", genuine, name="genuine"),
    path("<str:code>/", genuine, name="genuine-code"),
]
