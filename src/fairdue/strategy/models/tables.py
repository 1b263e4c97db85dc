"""Versions of the decision table, what is proposed to change in it, and which was live when.

    draft ─▶ submitted ─▶ approved ─▶ (activations: live, then superseded)
      ▲          └─────▶ rejected
      └─ withdrawn: any of draft, submitted and approved

That a version is live is not a state to be set: it follows from the activations and the moment
that one asks about, so that what was live at a moment never changes afterwards.
"""

from __future__ import annotations

import hashlib

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled


class TableVersion(models.Model):
    """A decision table as it was when it decided or was submitted. The database keeps it as is."""

    name = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    document = models.TextField(help_text="YAML, as in the file")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="strategy_table_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal; `version` ends with its first eight digits."""
        return hashlib.sha256(self.document.encode()).hexdigest()


class ProposalState(models.TextChoices):
    """Where a proposal is on its way."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", pgettext_lazy("proposal", "Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Proposal(Journalled):
    """A change of the table on its way: written by some, approved by somebody else.

    The database sees to it that `editors` only grows, that a text is written in drafts only, and
    that nobody approves what they wrote.
    """

    table = models.CharField(max_length=60)
    base = models.ForeignKey(TableVersion, models.PROTECT, related_name="+")
    text = models.TextField(help_text="YAML; a draft's may not work yet")
    note = models.TextField(blank=True, help_text="What is to be reached by it")
    state = models.CharField(max_length=10, choices=ProposalState.choices)
    editors = ArrayField(models.CharField(max_length=150))
    version = models.ForeignKey(
        TableVersion, models.PROTECT, null=True, related_name="+", help_text="Once submitted"
    )
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved"])
                | Q(version__isnull=False, submitted_at__isnull=False),
                name="strategy_submitted_has_version",
            ),
        ]
        indexes = [models.Index(fields=["table", "-started_at"], name="strategy_proposal_table")]

    def __str__(self) -> str:
        return f"{self.table} #{self.pk}: {self.state}"


class Activation(Journalled):
    """From when on a version decides. Never in the past; cancelled only before it begins."""

    table = models.CharField(max_length=60)
    version = models.ForeignKey(TableVersion, models.PROTECT, related_name="+")
    replaces = models.ForeignKey(
        TableVersion, models.PROTECT, related_name="+", help_text="What was live until then"
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, related_name="+", help_text="None: gone back to"
    )
    starts_at = models.DateTimeField()
    activated_by = models.CharField(max_length=150)
    activated_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    cancelled_by = models.CharField(max_length=150, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__gte=F("activated_at")), name="strategy_activation_ahead"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(cancelled_at__lt=F("starts_at")),
                name="strategy_activation_cancelled_before",
            ),
        ]
        indexes = [models.Index(fields=["table", "-starts_at"], name="strategy_activation_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.version_id} from {self.starts_at}"
