"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The journal room."""

    name = "fairdue.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
