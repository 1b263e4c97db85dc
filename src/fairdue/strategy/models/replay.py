"""Replays of past days with another table: who asked, which table and days, and what was found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.strategy.rules.replay import Replayed


class ReplayState(models.TextChoices):
    """Where a replay stands. Whether a waiting one runs by now, its progress tells."""

    WAITING = "waiting", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Replay(Journalled):
    """One replay. `document` is the challenger's text as it was when it was asked for."""

    table = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    document = models.TextField(help_text="YAML")
    source = models.CharField(max_length=60, help_text="Whence the text: proposal:3, file")
    since = models.DateField()
    until = models.DateField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ReplayState.choices, default=ReplayState.WAITING
    )
    problem = models.CharField(max_length=400, blank=True)
    result = models.JSONField(null=True, help_text="rules.replay.Replayed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__lte=models.F("until")), name="strategy_replay_days"
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", result__isnull=False)
                | (~models.Q(state="done") & models.Q(result__isnull=True)),
                name="strategy_replay_has_result",
            ),
        ]
        indexes = [models.Index(fields=["-asked_at"], name="strategy_replay_asked")]

    def __str__(self) -> str:
        return f"{self.pk} {self.table} {self.version} {self.since}..{self.until}"

    @property
    def replayed(self) -> Replayed | None:
        """What was found, once it is done."""
        return None if self.result is None else Replayed.from_dict(self.result)


class ReplayProgress(models.Model):
    """How far a replay has come. Told many times and worth nothing later, so not journalled."""

    replay = models.OneToOneField(Replay, models.PROTECT, primary_key=True, related_name="+")
    day = models.DateField(null=True, help_text="The day under way; null when adding up")
    done = models.PositiveIntegerField()
    of = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.replay_id} {self.done}/{self.of}"

    @property
    def percent(self) -> int:
        """Steps done of all, in hundredths."""
        return 100 * self.done // self.of if self.of else 0
