"""Why a customer fell behind, as it was learned."""

from __future__ import annotations

from django.db import models

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class Cause(Journalled):
    """What somebody said of why, at a moment. Never changed: the newest stands, the rest is kept.

    `cause`, `said_by` and `evidence` are codes of `rules.causes`.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=20)
    said_by = models.CharField(max_length=16)
    evidence = models.CharField(max_length=16)
    note_sealed = models.BinaryField(null=True)
    said_at = models.DateTimeField(help_text="When it was said")
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(help_text="When we put it on record")

    class Meta:
        indexes = [models.Index(fields=["customer", "-id"], name="negotiation_cause_customer")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(cause="unwilling") | models.Q(said_by="staff"),
                name="negotiation_cause_impression",
            ),
        ]
