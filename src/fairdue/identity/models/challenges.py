"""Two numbers for a call: one by which the caller proves who they are, one for who is called."""

from __future__ import annotations

from django.db import models

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class CallChallenge(Journalled):
    """A call in progress. Its numbers are worked out from `seed` under our key, and not stored."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    staff = models.CharField(max_length=150, help_text="Who is calling")
    seed = models.BinaryField()
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong numbers the caller typed")
    caller_confirmed_at = models.DateTimeField(null=True, help_text="The cardholder agreed")
    cardholder_proved_at = models.DateTimeField(null=True)
    denied_at = models.DateTimeField(null=True, help_text="The cardholder said it was not us")

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-begun_at"], name="identity_challenge_customer")
        ]
