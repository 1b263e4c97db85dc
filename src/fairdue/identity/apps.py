"""Registers this room with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class RoomConfig(AppConfig):
    """The identity room."""

    name = "fairdue.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear when a contact point turns out to be somebody else's."""
        from fairdue.identity.jobs import on_entry
        from fairdue.journal.models import Entry

        post_save.connect(on_entry, sender=Entry, dispatch_uid="identity.disowned")
