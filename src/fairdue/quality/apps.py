"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The quality room."""

    name = "fairdue.quality"
    label = "quality"
    default_auto_field = "django.db.models.BigAutoField"
