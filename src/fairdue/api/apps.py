"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The api room."""

    name = "fairdue.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
