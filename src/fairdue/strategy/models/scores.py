"""Models that score accounts, which of them were live when, and what was found of their fairness.

Trees and card never change, because the version is their digest. Live at a moment is the model of
a target that was approved last before it, unless it was retired by then.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fairdue.journal.models import Journalled
from fairdue.strategy.rules.scores import MEANINGS, Target


class ScoreModel(Journalled):
    """One trained model: LightGBM's plain text and a card in JSON. Approved by somebody else."""

    target = models.CharField(
        max_length=20, choices=[(str(one), MEANINGS[one].name.en) for one in Target]
    )
    version = models.CharField(max_length=12, help_text="Digest of trees and card")
    trained_as_of = models.DateField()
    trees = models.TextField(help_text="As LightGBM writes it")
    card = models.JSONField(help_text="Features, blocks, figures, bins, calibration")
    trained_by = models.CharField(max_length=150)
    trained_at = models.DateTimeField()
    approved_by = models.CharField(max_length=150, blank=True)
    approved_at = models.DateTimeField(null=True)
    retired_by = models.CharField(max_length=150, blank=True)
    retired_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was retired or not approved")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "version"], name="strategy_model_version"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("trained_by")),
                name="strategy_model_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="", approved_at__isnull=True)
                | (~Q(approved_by="") & Q(approved_at__isnull=False)),
                name="strategy_model_approved_when",
            ),
        ]
        indexes = [models.Index(fields=["target", "-approved_at"], name="strategy_model_live")]

    def __str__(self) -> str:
        return f"{self.target} {self.version}"


class FairnessReport(Journalled):
    """A model's figures by group, from an evaluation file that was not kept. Counts only."""

    model = models.ForeignKey(ScoreModel, models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    report = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["model", "-made_at"], name="strategy_fairness_model")]

    def __str__(self) -> str:
        return f"fairness of {self.model_id}"
