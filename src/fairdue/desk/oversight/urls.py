"""Addresses of the leads', compliance officers' and administrators' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.oversight.views import figures

urlpatterns: list[URLPattern] = [
    path("figures/", figures.figures, name="figures"),
    path("figures/export/<slug:file_format>/", figures.export, name="figures-export"),
    path("figures/<slug:key>/", figures.one_figure, name="figure"),
    path("figures/<slug:key>/export/", figures.export_one, name="figure-export"),
]
