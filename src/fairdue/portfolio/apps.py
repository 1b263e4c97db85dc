"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The portfolio room."""

    name = "fairdue.portfolio"
    label = "portfolio"
    default_auto_field = "django.db.models.BigAutoField"
