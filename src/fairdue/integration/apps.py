"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The integration room."""

    name = "fairdue.integration"
    label = "integration"
    default_auto_field = "django.db.models.BigAutoField"
