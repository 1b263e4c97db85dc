"""What a matter cost and what it brought in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.delinquency.models import Case
from fairdue.journal.models import Journalled
from fairdue.legal.models.matters import Matter
from fairdue.portfolio.models import Customer, Payment


class CostKind(models.TextChoices):
    """What was paid for."""

    CASE_FEE = "case_fee", _("Case fee")
    PAYMENT_ORDER_FEE = "payment_order_fee", _("Payment-order fee")
    CONVERSION_FEE = "conversion_fee", _("Balance of the case fee after an objection")
    PRESERVATION_FEE = "preservation_fee", _("Preservation fee")
    ENFORCEMENT_FEE = "enforcement_fee", _("Enforcement fee")
    LAWYER_FEE = "lawyer_fee", _("Lawyer's fee")
    NOTICE_FEE = "notice_fee", _("Public notice or delivery")
    OTHER = "other", pgettext_lazy("cost", "Other")


class Cost(Journalled):
    """What was paid for a matter, minor units above zero; one booked in error is reversed."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=18, choices=CostKind.choices)
    on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    expected_minor = models.BigIntegerField(
        null=True, help_text="What the law's brackets come to, where it is a court's fee"
    )
    rule = models.CharField(max_length=60, blank=True)
    receipt = models.CharField(max_length=80, help_text="Number of the receipt or invoice")
    reason = models.CharField(
        max_length=400, blank=True, help_text="Why it is other than expected; why it is reversed"
    )
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    booked_by = models.CharField(max_length=150)
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount_minor__gt=0)
                | (Q(reverses__isnull=False, amount_minor__lt=0) & ~Q(reason="")),
                name="legal_cost_amount",
            ),
            models.CheckConstraint(
                condition=Q(expected_minor__isnull=True)
                | Q(amount_minor=F("expected_minor"))
                | ~Q(reason=""),
                name="legal_cost_explained",
            ),
        ]


class RecoveryKind(models.TextChoices):
    """By what the money came in."""

    PAID = "paid", _("Paid by the cardholder")
    ENFORCED = "enforced", _("Handed over by the court")
    SETTLEMENT = "settlement", _("Paid under a settlement")
    COSTS_BACK = "costs_back", _("Costs paid back")


class Recovery(Journalled):
    """Money that a matter brought in: a payment of the ledger, or costs that came back."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=RecoveryKind.choices)
    on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="+")
    receipt = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    booked_by = models.CharField(max_length=150)
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount_minor__gt=0)
                | (Q(reverses__isnull=False, amount_minor__lt=0) & ~Q(reason="")),
                name="legal_recovery_amount",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False)
                | Q(payment__isnull=False)
                | (Q(kind=RecoveryKind.COSTS_BACK) & ~Q(receipt="")),
                name="legal_recovery_in_the_ledger",
            ),
        ]
