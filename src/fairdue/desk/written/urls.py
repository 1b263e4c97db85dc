"""Addresses of the pages on templates, below messages/templates/."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.written import steps, templates

urlpatterns: list[URLPattern] = [
    path("", templates.templates, name="templates"),
    path("start/", steps.start, name="template-start"),
    path("<int:template_id>/", templates.history, name="template"),
    path("<int:template_id>/start/", steps.start_version, name="template-version-start"),
    path("versions/<int:version_id>/", templates.version, name="template-version"),
    path("versions/<int:version_id>/check/", templates.check, name="template-check"),
    path("versions/<int:version_id>/preview/", templates.preview, name="template-preview"),
    path("versions/<int:version_id>/save/", steps.save, name="template-save"),
    path("versions/<int:version_id>/<slug:name>/", steps.step, name="template-step"),
]
