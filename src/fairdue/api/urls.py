"""Addresses of the interface for machines."""

from __future__ import annotations

from fairdue.api.interface import interface, urls

app_name = interface.urls_namespace
urlpatterns = urls()
