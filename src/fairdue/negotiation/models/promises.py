"""Promises to pay."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.delinquency.models import Case
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class PromiseState(models.TextChoices):
    """What became of a promise."""

    OPEN = "open", pgettext_lazy("promise", "Open")
    KEPT = "kept", _("Kept")
    PARTIAL = "partial", _("Partly kept")
    BROKEN = "broken", _("Broken")
    SUPERSEDED = "superseded", _("Replaced by a newer one")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Promise(Journalled):
    """An amount by a date, in minor units, as the customer said it."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    channel = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    taken_by = models.CharField(max_length=150)
    state = models.CharField(max_length=12, choices=PromiseState.choices, default=PromiseState.OPEN)
    paid_minor = models.BigIntegerField(default=0)
    settled_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-made_at"], name="negotiation_promise_customer"),
            models.Index(
                fields=["due_on"], condition=models.Q(state="open"), name="negotiation_promise_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="negotiation_promise_positive"
            ),
        ]
