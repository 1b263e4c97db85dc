"""What the night decided for each delinquent account, and which row decided it."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.delinquency.models import Case
from fairdue.portfolio.models import Account


class Treatment(models.TextChoices):
    """What is done next about an account."""

    PROTECT = "protect", _("Protect")
    LEGAL = "legal", _("Legal")
    VISIT = "visit", _("Visit")
    CALL = "call", pgettext_lazy("treatment", "Call")
    REMIND = "remind", _("Remind")
    LEAVE = "leave", _("Leave alone")


class Decision(models.Model):
    """One account's treatment on one date, with the row, version and arm that decided.

    The night writes them by the million: linked by sets (`engine.links`).
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    as_of = models.DateField()
    table = models.CharField(max_length=60)
    table_version = models.CharField(max_length=40)
    row = models.CharField(max_length=40)
    treatment = models.CharField(max_length=10, choices=Treatment.choices)
    arm = models.CharField(max_length=24, default="champion", help_text="Whose table decided")
    propensity = models.FloatField(default=1.0, help_text="How likely this treatment was")
    inputs = models.JSONField(help_text="The values the row was matched on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "as_of"], name="strategy_decision_day"),
        ]
        indexes = [
            models.Index(fields=["case", "-as_of"], name="strategy_decision_case"),
            BrinIndex(fields=["as_of"], name="strategy_decision_as_of", autosummarize=True),
        ]
