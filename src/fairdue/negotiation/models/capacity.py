"""What a customer can set aside each month, as it was worked out with them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class Depth(models.TextChoices):
    """How much was asked."""

    QUICK = "quick", _("One figure")
    FULL = "full", _("Income and expenditure")


class Assessment(Journalled):
    """A range a month in one currency; what was earned and spent is sealed. Never changed."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    depth = models.CharField(max_length=5, choices=Depth.choices)
    low_minor = models.BigIntegerField()
    high_minor = models.BigIntegerField()
    figures_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    valid_until = models.DateField(help_text="The last day on which it counts")

    class Meta:
        indexes = [
            models.Index(
                fields=["customer", "currency", "-id"], name="negotiation_assessment_latest"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(low_minor__gte=0, high_minor__gte=models.F("low_minor")),
                name="negotiation_assessment_range",
            ),
        ]
