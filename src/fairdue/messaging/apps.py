"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The messaging room."""

    name = "fairdue.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"
