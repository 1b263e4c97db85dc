"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The portal room."""

    name = "fairdue.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
