"""Versions of the score sheet, and who approved them.

    draft ─▶ submitted ─▶ live ─▶ replaced, by a newer version
      ▲          │
      └──────────┴─▶ refused

A version is live once two people approved it who wrote none of it, a compliance officer among
them; the database sees to that, and that contents change in drafts only.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled


class SheetState(models.TextChoices):
    """Where a version is on its way."""

    DRAFT = "draft", pgettext_lazy("sheet", "Draft")
    SUBMITTED = "submitted", _("Awaiting approval")
    LIVE = "live", pgettext_lazy("sheet", "In use")
    REPLACED = "replaced", pgettext_lazy("sheet", "Replaced")
    REFUSED = "refused", pgettext_lazy("sheet", "Refused")


class SheetVersion(Journalled):
    """The items by which talks are scored, as somebody wrote them."""

    number = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=SheetState.choices)
    content = models.JSONField(help_text="As rules.sheets.read takes it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    note = models.CharField(max_length=400, blank=True, help_text="Why it was written")
    shipped = models.BooleanField(default=False, help_text="Comes with the product")
    editors = ArrayField(models.CharField(max_length=150))
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    live_from = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Replaced or refused")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="live"), name="quality_sheet_one_live"
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(state__in=["draft", "submitted"]),
                name="quality_sheet_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number}: {self.state}"


class SheetApproval(Journalled):
    """Somebody's approval of a submitted version, with the role they had. Never changed."""

    version = models.ForeignKey(SheetVersion, models.PROTECT, related_name="approvals")
    approver = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "approver"], name="quality_sheet_approval"),
        ]
