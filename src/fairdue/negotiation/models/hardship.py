"""What was granted to someone who said that they can't cope."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class HardshipOutcome(models.TextChoices):
    """How it was decided. There is no refusal."""

    GRANTED = "granted", _("Granted at once")
    PERSON = "person", _("A person decides")


class HardshipDecision(Journalled):
    """A decision by rule, as it was told. What was said of reason and circumstances is sealed."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=HardshipOutcome.choices)
    asked_sealed = models.BinaryField()
    reasons = models.JSONField(help_text="[{en, zh}]")
    measures = models.JSONField(help_text="[{kind, text, until, amount_minor, currency, rule}]")
    paused_until = models.DateField()
    person_by = models.DateField(help_text="By when a person has looked at it")
    asked_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    decided_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="negotiation_hardship_customer"),
        ]
