"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The reporting room."""

    name = "fairdue.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
