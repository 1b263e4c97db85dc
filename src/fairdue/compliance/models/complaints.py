"""Complaints: what about, by when decided and answered, what was at fault, what puts it right."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.compliance.models.disputes import Decision
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class ComplaintAbout(models.TextChoices):
    """What a customer complains of."""

    CONDUCT = "conduct", _("How we spoke or behaved")
    FREQUENCY = "frequency", _("How often we made contact")
    AMOUNT = "amount", _("A wrong amount")
    PRIVACY = "privacy", _("Privacy")
    STAFF = "staff", _("A member of staff")
    OTHER = "other", _("Something else")


class ComplaintChannel(models.TextChoices):
    """How a complaint reached us."""

    CALL = "call", pgettext_lazy("complaint", "Call")
    VISIT = "visit", _("Visit")
    ONLINE = "online", _("Online")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    BRANCH = "branch", _("Branch")
    REGULATOR = "regulator", _("Regulator or ombudsman")


class Complexity(models.TextChoices):
    """What decides the deadline."""

    SIMPLE = "simple", _("Simple")
    COMPLEX = "complex", _("Complex")
    SPECIAL = "special", _("Special, extended with approval")


class Complaint(Journalled):
    """Received, acknowledged, decided by its deadline, answered; upheld ones are put right."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    about = models.CharField(max_length=16, choices=ComplaintAbout.choices)
    channel = models.CharField(max_length=12, choices=ComplaintChannel.choices)
    complexity = models.CharField(max_length=10, choices=Complexity.choices)
    statement_sealed = models.BinaryField(null=True, help_text="In the customer's words")
    owner = models.CharField(max_length=150, blank=True, help_text="Empty until someone takes it")
    review_on = models.DateField(null=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    decide_by = models.DateField(help_text="The last day to decide, by the customer's law")
    decide_rule = models.CharField(max_length=40, help_text="The rule that sets it")
    acknowledge_by = models.DateField(help_text="The last day to say that it arrived")
    acknowledged_at = models.DateTimeField(null=True)
    extension_asked_by = models.CharField(max_length=150, blank=True)
    extension_reason = models.CharField(max_length=400, blank=True)
    extension_approved_by = models.CharField(max_length=150, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    permit_id = models.BigIntegerField(null=True, help_text="The permit at fault")
    attempt_id = models.BigIntegerField(null=True, help_text="The attempt at fault")
    template = models.CharField(max_length=80, blank=True, help_text="The template at fault")
    strategy_table = models.CharField(max_length=80, blank=True)
    strategy_row = models.CharField(max_length=80, blank=True)
    remedy = models.CharField(max_length=400, blank=True)
    remedy_owner = models.CharField(max_length=150, blank=True)
    remedy_due_on = models.DateField(null=True)
    remedied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="Taken back, or recorded in error")
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["customer", "journal_entry"], name="compliance_complaint_customer"
            ),
            models.Index(
                fields=["decide_by"],
                condition=models.Q(answered_at=None, withdrawn_at=None),
                name="compliance_complaint_open",
            ),
            models.Index(fields=["permit_id"], name="compliance_complaint_permit"),
        ]
