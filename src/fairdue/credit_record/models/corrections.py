"""A month of an account told otherwise than its figures say, or no more told at all."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.compliance.models import Dispute
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Account, Customer


class CorrectionState(models.TextChoices):
    """How far a correction has come."""

    PROPOSED = "proposed", _("Waits for a second person")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", pgettext_lazy("correction", "Declined")


class Correction(Journalled):
    """Proposed by one person, decided by another; the database refuses less, and any change."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(help_text="Its last day")
    character = models.CharField(
        max_length=1, blank=True, help_text="What the month is called; empty: deleted"
    )
    reason = models.CharField(max_length=400)
    dispute = models.ForeignKey(
        Dispute, models.PROTECT, null=True, related_name="+", help_text="That it follows from"
    )
    state = models.CharField(
        max_length=10, choices=CorrectionState.choices, default=CorrectionState.PROPOSED
    )
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "month"], name="credit_correction_account"),
            models.Index(fields=["customer"], name="credit_correction_customer"),
            models.Index(
                fields=["proposed_at"],
                condition=models.Q(state="proposed"),
                name="credit_correction_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "month"],
                condition=models.Q(state="proposed"),
                name="credit_correction_one_waits",
            ),
        ]
