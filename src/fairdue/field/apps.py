"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The field room."""

    name = "fairdue.field"
    label = "field"
    default_auto_field = "django.db.models.BigAutoField"
