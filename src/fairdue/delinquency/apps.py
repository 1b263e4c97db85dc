"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The delinquency room."""

    name = "fairdue.delinquency"
    label = "delinquency"
    default_auto_field = "django.db.models.BigAutoField"
