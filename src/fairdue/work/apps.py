"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The work room."""

    name = "fairdue.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
