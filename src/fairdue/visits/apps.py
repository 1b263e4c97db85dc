"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The visits room."""

    name = "fairdue.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"
