"""What its sender has in hand of the messages being sent. Derived, so not journalled."""

from __future__ import annotations

from django.db import models

from fairdue.messaging.models.messages import Message


class InHand(models.Model):
    """A message that is being handed over at this moment, or was and has yet to be stored.

    Committed before the words leave, so a message being sent that is not here has surely not left.
    Gone once what came of it is stored.
    """

    message = models.OneToOneField(
        Message, models.PROTECT, primary_key=True, db_constraint=False, related_name="+"
    )
    begun_at = models.DateTimeField()
    came = models.JSONField(null=True, help_text="What came of it, once known: actions' Handed")
