"""Registers this room with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class RoomConfig(AppConfig):
    """The contact room."""

    name = "fairdue.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of late facts, which rooms below record without knowing of this one."""
        from fairdue.contact.jobs import on_entry
        from fairdue.journal.models import Entry

        post_save.connect(on_entry, sender=Entry, dispatch_uid="contact.late_facts")
