"""The public address, below /stop/, that e-mail names for stopping it."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.portal.views.stopping_email import stop_email

urlpatterns: list[URLPattern] = [path("<str:token>/", stop_email, name="stop-email")]
