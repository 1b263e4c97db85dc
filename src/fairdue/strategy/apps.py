"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The strategy room."""

    name = "fairdue.strategy"
    label = "strategy"
    default_auto_field = "django.db.models.BigAutoField"
