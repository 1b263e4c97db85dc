"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The negotiation room."""

    name = "fairdue.negotiation"
    label = "negotiation"
    default_auto_field = "django.db.models.BigAutoField"
