"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The config room."""

    name = "fairdue.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"
