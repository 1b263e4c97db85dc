"""Messages on their way out."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fairdue.contact.models import Attempt
from fairdue.delivery import new_key
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class MessageState(models.TextChoices):
    """Where a message is on its way out. Only one that waits is ever sent."""

    WAITING = "waiting", _("Waits to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    NOT_DELIVERED = "not_delivered", _("Not delivered")
    UNCONFIRMED = "unconfirmed", _("May have been sent")
    WITHDRAWN = "withdrawn", _("Withdrawn before it was sent")


UNDER_WAY = frozenset({MessageState.WAITING, MessageState.SENDING})
NEVER_LEFT = frozenset({MessageState.NOT_DELIVERED, MessageState.WITHDRAWN})
"""States of what reached nobody."""


class Message(Journalled):
    """The words of one written attempt, sealed, and how far they have come."""

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    words_sealed = models.BinaryField(help_text="JSON {subject, body}; its digest is the attempt's")
    warnings = models.JSONField(
        null=True, help_text="{version, found: [[part, kind, rule, start, end]]}; no words"
    )
    key = models.CharField(
        max_length=40, unique=True, default=new_key, help_text="What it is known by outside"
    )
    carrier = models.CharField(
        max_length=20, blank=True, default="", help_text="What hands it over: delivery's name"
    )
    references = ArrayField(
        models.CharField(max_length=255), default=list, help_text="The carrier's, one for each part"
    )
    state = models.CharField(
        max_length=16, choices=MessageState.choices, default=MessageState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True, help_text="Not tried before this")
    problem = models.CharField(max_length=40, blank=True, help_text="Why it wasn't delivered")
    asked_at = models.DateTimeField(help_text="By the shell's clock")
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    """By the database's clock: a job tells from it how much later it runs."""
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True, help_text="When the carrier took it")

    class Meta:
        indexes = [
            models.Index(
                fields=["carrier", "queued_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="messaging_message_under_way",
            ),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state="unconfirmed"),
                name="messaging_message_unconfirmed",
            ),
            models.Index(fields=["-asked_at"], name="messaging_message_asked"),
            models.Index(fields=["customer", "-asked_at"], name="messaging_message_customer"),
            models.Index(
                fields=["id"],
                condition=models.Q(warnings__isnull=False),
                name="messaging_message_warned",
            ),
            GinIndex(fields=["references"], name="messaging_message_references"),
        ]
