"""Disputes: what a customer contests, how far it has been looked into, and the answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.compliance.models.consents import Manner
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Account, Customer


class DisputeGround(models.TextChoices):
    """What the customer contests."""

    AMOUNT = "amount", _("The amount")
    ALREADY_PAID = "already_paid", _("Paid already")
    FEES = "fees", _("Interest or fees")
    NOT_MINE = "not_mine", _("Not my debt")
    BILLING_ERROR = "billing_error", _("A wrong transaction or billing error")
    CREDIT_RECORD = "credit_record", _("The credit record")
    OTHER = "other", _("Something else")


class Decision(models.TextChoices):
    """How a dispute or complaint was decided."""

    UPHELD = "upheld", _("Upheld")
    PARTLY = "partly", _("Partly upheld")
    REJECTED = "rejected", pgettext_lazy("complaint", "Rejected")


class Dispute(Journalled):
    """Received, paused by a hold of its own, investigated, decided, answered."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", help_text="Null: the whole debt"
    )
    ground = models.CharField(max_length=16, choices=DisputeGround.choices)
    amount_minor = models.BigIntegerField(null=True, help_text="Null: all of it")
    currency = models.CharField(max_length=3, blank=True)
    manner = models.CharField(max_length=10, choices=Manner.choices)
    statement_sealed = models.BinaryField(null=True, help_text="In the customer's words")
    owner = models.CharField(max_length=150, blank=True, help_text="Empty until someone takes it")
    review_on = models.DateField(null=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    answer_by = models.DateField(help_text="The last day to answer, by the customer's law")
    answer_rule = models.CharField(max_length=40, help_text="The rule that sets it")
    annotated_at = models.DateTimeField(null=True, help_text="The account was marked as disputed")
    verification_started_at = models.DateTimeField(null=True)
    investigated_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="Taken back, or recorded in error")
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "journal_entry"], name="compliance_dispute_customer"),
            models.Index(
                fields=["answer_by"],
                condition=models.Q(answered_at=None, withdrawn_at=None),
                name="compliance_dispute_open",
            ),
        ]
