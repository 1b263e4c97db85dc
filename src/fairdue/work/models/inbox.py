"""What colleagues tell and ask each other about a case, or at the end of a shift.

open ─▶ seen       a mention, a handover, a round that ended early
  │  ─▶ answered   a second opinion, an escalation
  │  ─▶ agreed | declined   taking a case over
  └──▶ withdrawn   by whoever wrote it
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fairdue.delinquency.models import Case
from fairdue.journal.models import Journalled
from fairdue.people.models import Team
from fairdue.portfolio.models import Customer
from fairdue.work.models.queue import Note


class InboxKind(models.TextChoices):
    """What an entry is."""

    MENTION = "mention", _("Mention")
    HANDOVER = "handover", _("Handover")
    OPINION = "opinion", _("Second opinion")
    ESCALATION = "escalation", _("Escalation")
    TAKEOVER = "takeover", _("Taking over")
    ROUND_OVER = "round_over", _("Round ended early")


class InboxState(models.TextChoices):
    """How far it has come."""

    OPEN = "open", _("Open")
    SEEN = "seen", _("Seen")
    ANSWERED = "answered", _("Answered")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class InboxEntry(Journalled):
    """Something for somebody: a person, the leads of a team, or whoever holds the case next."""

    kind = models.CharField(max_length=10, choices=InboxKind.choices)
    state = models.CharField(max_length=9, choices=InboxState.choices)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    note = models.ForeignKey(Note, models.PROTECT, null=True, related_name="+")
    words_sealed = models.BinaryField(
        null=True, help_text="None of a mention, whose note has them, nor of a round that ended"
    )
    sent_at = models.DateTimeField()
    answer_sealed = models.BinaryField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    answer_seen_at = models.DateTimeField(null=True, help_text="By whoever asked")

    class Meta:
        indexes = [
            models.Index(
                fields=["recipient", "-sent_at"],
                condition=Q(state="open"),
                name="work_inbox_recipient",
            ),
            models.Index(
                fields=["team", "-sent_at"], condition=Q(state="open"), name="work_inbox_team"
            ),
            models.Index(
                fields=["case", "-sent_at"], condition=Q(state="open"), name="work_inbox_case"
            ),
            models.Index(fields=["sender", "-sent_at"], name="work_inbox_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_by__isnull=True, ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_by__isnull=False, ended_at__isnull=False)),
                name="work_inbox_ended_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(team__isnull=False) | Q(kind="handover"),
                name="work_inbox_for_someone",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, customer__isnull=False)
                | Q(kind__in=["handover", "round_over"], case__isnull=True, customer__isnull=True),
                name="work_inbox_about_a_case",
            ),
            models.UniqueConstraint(
                fields=["note", "recipient"],
                condition=Q(note__isnull=False),
                name="work_inbox_mention_once",
            ),
            models.UniqueConstraint(
                fields=["case", "sender", "kind"],
                condition=Q(state="open", kind="takeover"),
                name="work_inbox_takeover_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}: {self.state}"
