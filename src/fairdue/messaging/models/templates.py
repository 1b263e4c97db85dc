"""Templates, their versions, and who approved them.

    draft ─▶ submitted ─▶ live ─▶ replaced, by a newer version
      ▲          │          └──▶ withdrawn
      └──────────┴─▶ refused; withdrawn

A version is live once two people approved it who wrote none of it, a compliance officer among
them; the database sees to that, and that a text changes in drafts only. Those that come with
Fairdue are live as installed, until the lender's own take their place.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.kernel.text import Text
from fairdue.messaging.rules.templates import Wording

MAKER = "Fairdue"
"""Who wrote the versions that come with the product."""


class TemplateState(models.TextChoices):
    """Where a version is on its way."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting approval")
    LIVE = "live", _("Live")
    REPLACED = "replaced", _("Replaced")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Template(Journalled):
    """What there are words for: a name, on a channel, under one law or all of them."""

    name = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    law = models.CharField(max_length=2, blank=True, help_text="CN | US | UK; empty: any")
    kind = models.CharField(max_length=20, help_text="What it is for: a code of rules.mandatory")
    title_en = models.CharField(max_length=80)
    title_zh = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "channel", "law"], name="messaging_template_once"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "email", "letter"], law__in=["", "CN", "US", "UK"]),
                name="messaging_template_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}/{self.channel}/{self.law or 'any'}"

    @property
    def title(self) -> Text:
        """What it is called."""
        return Text(self.title_en, self.title_zh)


class TemplateVersion(Journalled):
    """The texts of a template as somebody wrote them, and how far they have come."""

    template = models.ForeignKey(Template, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=TemplateState.choices)
    subject_en = models.TextField(blank=True)
    subject_zh = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    body_zh = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="Why it was written")
    shipped = models.BooleanField(default=False, help_text="Comes with the product")
    editors = ArrayField(models.CharField(max_length=150))
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True)
    live_from = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Replaced, refused or withdrawn")
    ended_by = models.CharField(max_length=150, blank=True)
    ended_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"], name="messaging_templateversion_number"
            ),
            models.UniqueConstraint(
                fields=["template"],
                condition=Q(state="live"),
                name="messaging_templateversion_one_live",
            ),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(live_from__isnull=False, ended_at__isnull=True),
                name="messaging_templateversion_live_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} #{self.number}: {self.state}"

    @property
    def wording(self) -> Wording:
        """Its texts."""
        return Wording(Text(self.subject_en, self.subject_zh), Text(self.body_en, self.body_zh))


class TemplateApproval(Journalled):
    """Somebody's approval of a submitted version, with the role they had. Never changed."""

    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="approvals")
    approver = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    approved_at = models.DateTimeField()
    void = models.BooleanField(default=False, help_text="The version became a draft again")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "approver"],
                condition=Q(void=False),
                name="messaging_templateapproval_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} by {self.approver}"
