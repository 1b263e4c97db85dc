"""Files for credit databases: made, sent, acknowledged, and what was rejected."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Account


class Bureau(models.TextChoices):
    """Which kind of credit database a file is for, which is also its format."""

    PBOC = "pboc", _("Financial credit database (China)")
    METRO2 = "metro2", _("Credit bureaus, Metro 2 (United States)")


class SubmissionState(models.TextChoices):
    """How far a file has come."""

    MADE = "made", pgettext_lazy("credit file", "Made, not sent")
    SENT = "sent", pgettext_lazy("credit file", "Sent, answer awaited")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("credit file", "Taken")
    REJECTED = "rejected", pgettext_lazy("credit file", "Rejected in part")


class Submission(Journalled):
    """One file of a month, sealed. Made again, it is another one with the next number."""

    bureau = models.CharField(max_length=10, choices=Bureau.choices)
    month = models.DateField(help_text="Its last day")
    number = models.PositiveSmallIntegerField(help_text="Of the files of this bureau and month")
    state = models.CharField(
        max_length=14, choices=SubmissionState.choices, default=SubmissionState.MADE
    )
    records = models.PositiveIntegerField()
    held = models.JSONField(default=dict, help_text="Accounts held back, by reason")
    length = models.BigIntegerField(help_text="Bytes, as sent")
    sha256 = models.CharField(max_length=64, help_text="Of the file as sent")
    path = models.CharField(max_length=200, help_text="Sealed, below settings.VAR")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    sent_on = models.DateField(null=True)
    answered_on = models.DateField(null=True, help_text="Acknowledged, or rejected in part")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "month", "number"], name="credit_submission_number"
            ),
        ]


class Rejection(Journalled):
    """An account that the database turned down, and why."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", help_text="Null: not loaded here"
    )
    account_ref = models.CharField(max_length=64)
    code = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["submission"], name="credit_rejection_submission")]
