"""The progressive dialler: one run for a team's queue, and the collectors sitting at it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.calls.rules import dialler
from fairdue.journal.models import Journalled
from fairdue.people.models import Staff, Team


class StopReason(models.TextChoices):
    """Why a run ended."""

    LEAD = "lead", _("stopped by a lead")
    HOURS = "hours", _("its hours were over")
    LINE = "line", _("the telephone was away")


class DiallerRun(Journalled):
    """The dialler at work for one team, from its start to its stop."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    stopped_by = models.CharField(max_length=150, blank=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=8, choices=StopReason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(stopped_at=None),
                name="calls_diallerrun_one_per_team",
            ),
        ]


class SeatState(models.TextChoices):
    """What a collector at the dialler is doing; `rules.dialler` says how it goes on."""

    READY = dialler.READY, _("Ready")
    RESERVED = dialler.RESERVED, _("Reserved for a call")
    AWAY = dialler.AWAY, _("Away")


class DiallerSeat(Journalled):
    """One collector at a run."""

    run = models.ForeignKey(DiallerRun, models.PROTECT, related_name="seats")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SeatState.choices)
    leaving = models.BooleanField(default=False, help_text="Goes away once this call is wrapped up")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "staff"], name="calls_diallerseat_once"),
        ]
