"""What people wrote to us."""

from __future__ import annotations

from django.db import models

from fairdue.contact.models import Channel
from fairdue.journal.models import Journalled
from fairdue.messaging.models.messages import Message
from fairdue.portfolio.models import ContactKind, ContactPoint, Customer


class InboundMessage(Journalled):
    """A text or e-mail that came in, sealed. Its customer is named where there is exactly one."""

    carrier = models.CharField(max_length=20)
    reference = models.CharField(max_length=255, help_text="The carrier's own; told once only")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, null=True, related_name="+")
    answers = models.ForeignKey(
        Message, models.PROTECT, null=True, related_name="+", help_text="What it answers, if known"
    )
    customers = models.PositiveSmallIntegerField(help_text="How many have this number or address")
    sender_masked = models.CharField(max_length=120)
    sender_sealed = models.BinaryField()
    sender_index = models.BinaryField(help_text="Blind index, as of contact points")
    words_sealed = models.BinaryField(help_text="JSON {subject, body, to}")
    written_at = models.DateTimeField(help_text="By the other side's clock")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "reference"], name="messaging_inbound_once"),
        ]
        indexes = [
            models.Index(fields=["-taken_at"], name="messaging_inbound_taken"),
            models.Index(fields=["customer", "-taken_at"], name="messaging_inbound_customer"),
        ]


class UnfiledSender(models.Model):
    """A number or address that nobody on file had when it wrote, by each spelling it may get.

    Once it is filed, what its words stop counts for whoever has it: `actions/taking_up.py`.
    """

    inbound = models.ForeignKey(
        InboundMessage, models.PROTECT, related_name="unfiled", db_index=False
    )
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value_index = models.BinaryField(help_text="Blind index, as of contact points")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inbound", "value_index"], name="messaging_unfiled_sender_once"
            ),
        ]
        indexes = [models.Index(fields=["value_index"], name="messaging_unfiled_value")]
