"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The contact room."""

    name = "fairdue.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"
