"""Where each account stands on a date, and the cases that follow from it.

Standings and events come by the million, from the night alone: they are linked by sets
(`engine.links`), and their indexes begin with what they belong to.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.portfolio.models import Account, Customer


class FiveClass(models.IntegerChoices):
    """The regulator's five loan classes, in rising severity."""

    NORMAL = 1, _("Normal")
    SPECIAL_MENTION = 2, _("Special mention")
    SUBSTANDARD = 3, _("Substandard")
    DOUBTFUL = 4, _("Doubtful")
    LOSS = 5, _("Loss")


class Standing(models.Model):
    """An account's delinquency at the end of a day. Derived from facts; rebuilt, never edited."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    as_of = models.DateField()
    oldest_unmet_due_on = models.DateField(null=True)
    days_past_due = models.IntegerField(null=True, help_text="Null where only cycles are known")
    cycles_past_due = models.PositiveSmallIntegerField()
    bucket = models.PositiveSmallIntegerField(help_text="0 for M0 … 7 for M7 and worse")
    five_class = models.PositiveSmallIntegerField(
        choices=FiveClass.choices, null=True, help_text="Null before any table was in force"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "as_of"], name="delinquency_standing_day"),
        ]
        indexes = [
            BrinIndex(fields=["as_of"], name="delinquency_standing_as_of", autosummarize=True)
        ]


class ExitReason(models.TextChoices):
    """Why a case left collections."""

    PAID = "paid", _("Paid up")
    SETTLED = "settled", _("Nothing owed any more")
    GONE = "gone", _("No longer in the issuer's file")
    CORRECTED = "corrected", _("Corrected away by later facts")


class Case(models.Model):
    """A customer's stay in collections, from entry to exit, over all of their accounts."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField(
        default=1, help_text="Counts the customer's cases from 1"
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    exit_reason = models.CharField(max_length=12, choices=ExitReason.choices, blank=True)
    re_default = models.BooleanField(
        default=False, help_text="Came back within the policy's months after a cure"
    )
    as_of = models.DateField(help_text="The day the figures below are of")
    bucket_at_entry = models.PositiveSmallIntegerField()
    bucket = models.PositiveSmallIntegerField(help_text="The worst of the accounts")
    worst_bucket = models.PositiveSmallIntegerField(default=0, help_text="Since the case opened")
    days_past_due = models.IntegerField(null=True)
    accounts_past_due = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "ordinal"], name="delinquency_case_ordinal"
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(closed_on__isnull=True),
                name="delinquency_one_open_case",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-opened_on"], name="delinquency_case_customer")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call the case."""
        return f"{self.pk:06d}"


class CaseEventKind(models.TextChoices):
    """What happened to a case overnight."""

    ENTERED = "entered", _("Entered collections")
    ROLLED = "rolled", _("Rolled to a worse bucket")
    IMPROVED = "improved", _("Moved to a better bucket")
    EXITED = "exited", _("Left collections")


class CaseEvent(models.Model):
    """One line of a case's history, derived from the standings."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=CaseEventKind.choices)
    from_bucket = models.PositiveSmallIntegerField(null=True)
    to_bucket = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "on", "kind"], name="delinquency_case_event"),
        ]
        indexes = [BrinIndex(fields=["on"], name="delinquency_case_event_on", autosummarize=True)]
