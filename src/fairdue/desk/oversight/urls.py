"""Addresses of the leads', compliance officers' and administrators' pages."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
