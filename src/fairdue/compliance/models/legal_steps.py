"""Legal steps that were approved for a customer: what texts and talks may truthfully speak of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class LegalStep(Journalled):
    """A step that may be spoken of, from a moment until it ends. Written by the room of the law."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=20, help_text="Of wording.LEGAL_STEPS")
    of = models.CharField(max_length=40, help_text="The record it rests on: matter:12")
    from_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "step", "of"],
                condition=Q(ended_at=None),
                name="compliance_legalstep_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "from_at"], name="compliance_legalstep_customer")
        ]
