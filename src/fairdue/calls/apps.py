"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The calls room."""

    name = "fairdue.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"
