"""Addresses of the strategist's pages, below strategy/."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.desk.strategist.views import tables

urlpatterns: list[URLPattern] = [
    path("", tables.tables, name="strategy"),
]
