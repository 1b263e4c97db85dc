"""Alarms: raised by a team, or by the silence of one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.visits.models.rounds import Round
from fairdue.visits.models.visits import Visit


class AlarmKind(models.TextChoices):
    """Why there is an alarm."""

    SILENT = "silent", _("Silent alarm")
    OVERDUE = "overdue", _("No word in time")
    THREAT = "threat", _("Threatened or attacked")


class Came(models.TextChoices):
    """What came of an alarm."""

    WELL = "well", _("All are well; raised by mistake or by silence")
    LEFT = "left", _("The team left and is safe")
    POLICE = "police", _("The police were called")
    HURT = "hurt", _("Somebody was hurt")


class Alarm(Journalled):
    """A team that may be in danger, until somebody found out and said what came of it.

    `told` counts how many steps of the chain were told so far. Place and words are sealed.
    """

    uuid = models.UUIDField(unique=True, help_text="Made by the telephone, or by the watch")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=AlarmKind.choices)
    phone_at = models.DateTimeField(null=True, help_text="By the telephone's clock")
    raised_at = models.DateTimeField(help_text="By ours")
    received_at = models.DateTimeField()
    place_sealed = models.BinaryField(null=True)
    words_sealed = models.BinaryField(null=True)
    evidence = models.JSONField(default=list, help_text="Identifiers of evidence")
    told = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=150, blank=True)
    taken_at = models.DateTimeField(null=True)
    came = models.CharField(max_length=8, choices=Came.choices, blank=True)
    closing_sealed = models.BinaryField(null=True, help_text="What was done")
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["raised_at"], condition=Q(closed_at=None), name="visits_alarm_open"
            ),
            models.Index(fields=["visit"], name="visits_alarm_visit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(kind="overdue", closed_at=None),
                name="visits_alarm_overdue_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | (~Q(closed_by="") & ~Q(came="")),
                name="visits_alarm_closed_says_what",
            ),
        ]
