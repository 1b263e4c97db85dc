"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The training room."""

    name = "fairdue.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
