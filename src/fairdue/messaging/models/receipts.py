"""What carriers told of messages after taking them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.messaging.models.messages import Message


class Told(models.TextChoices):
    """What a receipt says, as `delivery.Report` has it."""

    ACCEPTED = "accepted", _("Under way")
    DELIVERED = "delivered", _("Delivered")
    NOT_DELIVERED = "not_delivered", _("Not delivered")
    UNKNOWN = "unknown", pgettext_lazy("receipt", "Not known")


class Receipt(Journalled):
    """One thing that was told of a message or one part of it; the same is kept once.

    Without a message while none is known by its reference or key: it may be stored before the
    reference is, and some are of what is no message of ours.
    """

    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="receipts")
    carrier = models.CharField(max_length=20)
    reference = models.CharField(max_length=255, blank=True)
    key = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=16, choices=Told.choices)
    code = models.CharField(max_length=40, blank=True, help_text="The other side's own")
    told_at = models.DateTimeField(help_text="By the other side's clock")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "reference", "key", "state"], name="messaging_receipt_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["taken_at"],
                condition=models.Q(message=None),
                name="messaging_receipt_unmatched",
            ),
        ]


class KeptReport(models.Model):
    """What a carrier told by calling us, kept as it came until it is taken with others.

    Only on its way to a Receipt, so not journalled.
    """

    carrier = models.CharField(max_length=20)
    reference = models.CharField(max_length=255, blank=True)
    key = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=16, choices=Told.choices)
    code = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField(null=True)
