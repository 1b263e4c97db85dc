"""The addresses of the visitor's page, below /field/."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.field.views import day, handing_in, phones, shell

urlpatterns: list[URLPattern] = [
    path("", shell.shell, name="field"),
    path("worker.js", shell.worker, name="field-worker"),
    path("manifest.webmanifest", shell.manifest, name="field-manifest"),
    path("api/", phones.nothing_here, name="field-api"),
    path("api/register/", phones.register, name="field-register"),
    path("api/open/", phones.open_again, name="field-open"),
    path("api/wiped/", phones.wiped, name="field-wiped"),
    path("api/day/", day.day, name="field-day"),
    path("api/rounds/<int:round_id>/take/", day.take, name="field-take"),
    path("api/hand-in/", handing_in.hand_in_batch, name="field-hand-in"),
    path("api/evidence/", handing_in.evidence, name="field-evidence"),
]
