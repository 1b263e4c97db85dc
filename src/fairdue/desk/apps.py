"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The desk room."""

    name = "fairdue.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
