"""That somebody was told before something adverse was reported of them."""

from __future__ import annotations

from django.db import models

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class Notice(Journalled):
    """Told in another way than by a message of ours, which proves itself. Never changed."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    told_on = models.DateField()
    evidence = models.CharField(max_length=200, help_text="Where the proof is kept")
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "told_on"], name="credit_notice_customer")]
