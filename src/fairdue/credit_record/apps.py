"""Registers this room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The credit_record room."""

    name = "fairdue.credit_record"
    label = "credit_record"
    default_auto_field = "django.db.models.BigAutoField"
