"""Holds, which stop contact, and marks, which change how a person is treated."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class HoldKind(models.TextChoices):
    """Why contact stops."""

    DISPUTE = "dispute", _("Dispute")
    CEASE = "cease", _("Asked us to stop")
    REPRESENTATIVE = "representative", _("Has a representative")
    HARDSHIP = "hardship", _("Hardship")
    VULNERABILITY = "vulnerability", _("Vulnerability")
    IDENTITY_THEFT = "identity_theft", _("Identity theft")
    DECEASED = "deceased", _("Deceased")
    IMPRISONED = "imprisoned", _("Imprisoned")
    COMPLAINT = "complaint", _("Complaint")
    PLAN = "plan", _("Agreement being performed")
    PAYMENT = "payment", _("Payment not booked yet")
    MANUAL = "manual", _("Other")


OF_RECORDS = frozenset({HoldKind.PLAN, HoldKind.PAYMENT})
"""Kinds that only a record brings and takes away: nobody places one by hand."""


class Hold(Journalled):
    """No collection until it ends or is released. Holds stack; each ends by itself."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=HoldKind.choices)
    reason = models.CharField(max_length=400)
    owner = models.CharField(max_length=150, blank=True, help_text="Empty until someone takes it")
    cause = models.CharField(
        max_length=40, blank=True, help_text="The record that brought it: mark:3, attempt:12"
    )
    starts_at = models.DateTimeField(help_text="When the reason for it began")
    recorded_at = models.DateTimeField(help_text="When we put it on record")
    review_on = models.DateField(null=True)
    ends_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=150, blank=True)
    release_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "starts_at"], name="compliance_hold_customer"),
            models.Index(fields=["customer", "journal_entry"], name="compliance_hold_version"),
            models.Index(fields=["review_on"], name="compliance_hold_review"),
        ]


class MarkKind(models.TextChoices):
    """What is known about a person or a case that changes how it is treated."""

    DISPUTE = "dispute", _("Dispute")
    HARDSHIP = "hardship", _("Hardship")
    VULNERABILITY = "vulnerability", _("Vulnerability")
    ABUSE = "abuse", _("Abuse to collector")
    NO_VISITS = "no_visits", _("Not to be visited")


class Mark(Journalled):
    """A fact raised by a member of staff; the note is need-to-know and sealed."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=MarkKind.choices)
    note_sealed = models.BinaryField(null=True)
    raised_by = models.CharField(max_length=150)
    raised_at = models.DateTimeField(help_text="Since when it is true")
    recorded_at = models.DateTimeField(null=True, help_text="When we put it on record, if later")
    reason = models.CharField(max_length=400, blank=True)
    owner = models.CharField(max_length=150, blank=True, help_text="Empty until someone takes it")
    review_on = models.DateField(null=True)
    ends_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "kind"], name="compliance_mark_customer"),
            models.Index(fields=["customer", "journal_entry"], name="compliance_mark_version"),
            models.Index(fields=["review_on"], name="compliance_mark_review"),
        ]
