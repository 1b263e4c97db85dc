"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The legal room."""

    name = "fairdue.legal"
    label = "legal"
    default_auto_field = "django.db.models.BigAutoField"
