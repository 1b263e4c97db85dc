"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The nightly room."""

    name = "fairdue.nightly"
    label = "nightly"
    default_auto_field = "django.db.models.BigAutoField"
