"""What was understood of what people wrote, and what came of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.messaging.models.inbound import InboundMessage
from fairdue.portfolio.models import Customer


class AnswerState(models.TextChoices):
    """How far it has come; `messaging.rules.answers.State`."""

    DOUBTFUL = "doubtful", _("In doubt: paused until read")
    TO_DO = "to_do", _("Something is left to do")
    DONE = "done", _("Acted on at once")
    READ = "read", _("Read by a person")
    NOT_COUNTED = "not_counted", _("Automatic reply")


class Answer(Journalled):
    """How one inbound message was understood. Codes and places only: the words stay sealed."""

    inbound = models.OneToOneField(InboundMessage, models.PROTECT, related_name="answer")
    wants = ArrayField(models.CharField(max_length=20), default=list)
    channels = ArrayField(
        models.CharField(max_length=10), default=list, help_text="Those that its words name"
    )
    sure = models.BooleanField()
    marks = models.JSONField(default=list, help_text="[[want, start, end], …] of the words read")
    left = ArrayField(
        models.CharField(max_length=20), default=list, help_text="What waits for a person"
    )
    state = models.CharField(max_length=12, choices=AnswerState.choices)
    read_by_at = models.DateTimeField(null=True, help_text="When somebody should have read it")
    read_at = models.DateTimeField(null=True)
    wants_read = ArrayField(
        models.CharField(max_length=20), null=True, help_text="What it wants, as a person read it"
    )
    read_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=400, blank=True, help_text="Of a correction")

    class Meta:
        indexes = [
            models.Index(
                fields=["read_by_at"],
                condition=models.Q(state__in=["doubtful", "to_do"]),
                name="messaging_answer_open",
            ),
        ]


class AnswerStep(Journalled):
    """One record that an answer brought, and whether it was taken back."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="steps")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    does = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, blank=True)
    record = models.CharField(
        max_length=40, blank=True, help_text="As request:12; empty where it stood already"
    )
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "-done_at"], name="messaging_step_customer")]
