"""How collectors are paid: schemes that the rule on pay let pass."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fairdue.journal.models import Journalled


class PayScheme(Journalled):
    """What a scheme's variable and fixed pay rests on, in percent that add up to 100.

    The part that follows recovered amounts is a column of its own, so that the database itself
    refuses a scheme that rests on it alone. Never changed, only ended.
    """

    name = models.CharField(max_length=80)
    recovered_percent = models.PositiveSmallIntegerField()
    other_parts = models.JSONField(help_text="Percent by code of rules.pay.PARTS")
    in_force_from = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recovered_percent__lt=100), name="compliance_pay_not_recovery_alone"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(ended_at__isnull=True), name="compliance_pay_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
