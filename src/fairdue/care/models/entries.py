"""What people write for themselves, or to one peer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What an entry is for."""

    QUESTION = "question", _("A question for supervision")
    PEER = "peer", _("A word to a peer")


class OwnEntry(models.Model):
    """Sealed; read by its author, and by the one peer it is addressed to. In no journal, list,
    figure or export, and deleted by its author at will.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    addressed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    text_sealed = models.BinaryField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["author", "-written_at"], name="care_entry_author"),
            models.Index(fields=["addressed_to", "-written_at"], name="care_entry_peer"),
        ]
