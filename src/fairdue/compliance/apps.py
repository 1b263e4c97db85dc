"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The compliance room."""

    name = "fairdue.compliance"
    label = "compliance"
    default_auto_field = "django.db.models.BigAutoField"
