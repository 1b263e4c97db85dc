"""Registers this room with Django."""

import gc

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The config room."""

    name = "fairdue.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """All is loaded and stays: the collector, which `settings` stopped, passes over it."""
        gc.freeze()
        gc.enable()
