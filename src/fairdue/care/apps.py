"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The care room."""

    name = "fairdue.care"
    label = "care"
    default_auto_field = "django.db.models.BigAutoField"
