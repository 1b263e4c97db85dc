"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The people room."""

    name = "fairdue.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
