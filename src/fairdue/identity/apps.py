"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The identity room."""

    name = "fairdue.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
