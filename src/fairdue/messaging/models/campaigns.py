"""Campaigns: one message each to many people.

    draft ─▶ looking ─▶ ready ─▶ submitted ─▶ approved ─▶ running ⇄ paused ─▶ finished
      ▲                   │          └─▶ refused              └────────┴──▶ stopped
      └───────────────────┘

A dry run (looking) writes down whom it would reach and how, and so fixes the list that is approved.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.messaging.models.messages import Message
from fairdue.messaging.rules.campaigns import Selection
from fairdue.portfolio.models import Customer


class CampaignState(models.TextChoices):
    """Where a campaign is on its way."""

    DRAFT = "draft", pgettext_lazy("campaign", "Draft")
    LOOKING = "looking", pgettext_lazy("campaign", "Dry run under way")
    READY = "ready", pgettext_lazy("campaign", "Dry run done")
    SUBMITTED = "submitted", pgettext_lazy("campaign", "Awaiting approval")
    APPROVED = "approved", pgettext_lazy("campaign", "Approved")
    RUNNING = "running", pgettext_lazy("campaign", "Running")
    PAUSED = "paused", pgettext_lazy("campaign", "Paused")
    STOPPED = "stopped", pgettext_lazy("campaign", "Stopped")
    FINISHED = "finished", pgettext_lazy("campaign", "Finished")
    REFUSED = "refused", pgettext_lazy("campaign", "Turned down")


UNDER_WAY_STATES = frozenset({CampaignState.RUNNING, CampaignState.PAUSED})
BEGUN = UNDER_WAY_STATES | {CampaignState.STOPPED, CampaignState.FINISHED}


class Campaign(Journalled):
    """What is to be sent to whom and when, and who decided it."""

    name = models.CharField(max_length=80)
    template = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, help_text="sms | email | best")
    at_best_hours = models.BooleanField(help_text="Waits for each person's best hours")
    selection = models.JSONField(help_text="rules.campaigns.Selection")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CampaignState.choices)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    editors = ArrayField(models.CharField(max_length=150))
    changed_at = models.DateTimeField()
    selected = models.PositiveIntegerField(default=0, help_text="People the dry run looks at")
    looked_at = models.DateTimeField(null=True, help_text="When the dry run was asked for")
    needs_approval = models.BooleanField(default=True)
    submitted_by = models.CharField(max_length=150, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text="Why it was turned down, paused or stopped")
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "running", "paused", "finished", "stopped"])
                | Q(needs_approval=False)
                | (~Q(decided_by="") & ~Q(decided_by=F("submitted_by"))),
                name="messaging_campaign_second_person",
            ),
        ]
        indexes = [models.Index(fields=["-made_at"], name="messaging_campaign_made")]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """What people call it."""
        return f"{self.pk:04d}"

    @property
    def chosen(self) -> Selection:
        """Whom it is for."""
        return Selection.read(self.selection)


class Outcome(models.TextChoices):
    """What a dry run foresees for a person."""

    UNSEEN = "unseen", _("Not looked at yet")
    NOW = "now", _("At once")
    LATER = "later", _("At a better or lawful hour")
    DENIED = "denied", pgettext_lazy("message", "Not allowed")
    UNREACHABLE = "unreachable", _("No number or address")
    WORDLESS = "wordless", _("The words can't be filled in")


REACHED = (Outcome.NOW, Outcome.LATER)


class Foreseen(models.Model):
    """What a dry run found for one person. Derived and made anew, so not journalled."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    case_id = models.BigIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.UNSEEN)
    channel = models.CharField(max_length=10, blank=True, default="")
    due_at = models.DateTimeField(null=True)
    rules = ArrayField(models.CharField(max_length=60), default=list, help_text="That deny")
    why = models.JSONField(default=list, help_text="[{en, zh}]: why so, or why not")
    language = models.CharField(max_length=10, blank=True, default="")
    carrier = models.CharField(max_length=20, blank=True, default="")
    segments = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "customer"], name="messaging_foreseen_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "id"],
                condition=Q(outcome="unseen"),
                name="messaging_foreseen_unseen",
            ),
        ]


class RecipientState(models.TextChoices):
    """How far a campaign has come with one person. What became of a message is the message's."""

    PENDING = "pending", _("To be asked")
    QUEUED = "queued", _("Message on its way")
    DENIED = "denied", pgettext_lazy("message", "Not allowed")
    SKIPPED = "skipped", _("Could not be written to")
    LATE = "late", _("Not reached before the end")
    STOPPED = "stopped", _("Stopped before their turn")


class Recipient(Journalled):
    """One person of a campaign: asked for once, and written to at most once.

    A message that surely never left (withdrawn with its permit, or by a pause) may be followed by
    another; `message` is the last.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    case_id = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=RecipientState.choices, default=RecipientState.PENDING
    )
    due_at = models.DateTimeField(help_text="Not before")
    has_waited = models.BooleanField(default=False, help_text="For a better hour")
    tries = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=10, blank=True, default="")
    why = models.JSONField(default=list, help_text="[{en, zh}] of the channel and hour")
    problem = models.CharField(max_length=40, blank=True, default="")
    rules = ArrayField(models.CharField(max_length=60), default=list, help_text="That deny")
    permit_id = models.BigIntegerField(null=True)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "customer"], name="messaging_recipient_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="queued") | Q(message__isnull=False),
                name="messaging_recipient_queued",
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "due_at", "id"],
                condition=Q(state="pending"),
                name="messaging_recipient_pending",
            ),
        ]
