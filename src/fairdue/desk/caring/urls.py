"""Addresses of the pages about looking after collectors."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fairdue.desk.caring.views import after, incidents, own, report

urlpatterns: list[URLPattern | URLResolver] = [
    path("workbench/care/<int:incident_id>/", after.after, name="work-care"),
    path("my-load/", own.my_load, name="my-load"),
    path("my-load/write/", own.write, name="my-load-write"),
    path("my-load/delete/<int:entry_id>/", own.delete, name="my-load-delete"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<int:incident_id>/", incidents.incident, name="incident"),
    path("incidents/<int:incident_id>/<slug:step>/", incidents.step, name="incident-step"),
    path(
        "incidents/<int:incident_id>/report/<slug:file_format>/",
        report.report,
        name="incident-report",
    ),
]
