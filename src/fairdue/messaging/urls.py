"""Addresses for gateways, below delivery.sms.callbacks.PATH."""

from __future__ import annotations

from django.urls import URLPattern, path

from fairdue.messaging.views import texts

urlpatterns: list[URLPattern] = [
    path("receipts/<str:key>/<str:proof>", texts.receipt, name="text-receipt"),
    path("inbound/<str:secret>", texts.inbound, name="text-inbound"),
]
