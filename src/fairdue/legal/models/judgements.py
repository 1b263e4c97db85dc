"""What a legal officer judged of the elements of a malicious overdraft."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fairdue.journal.models import Journalled
from fairdue.legal.models.matters import Matter
from fairdue.portfolio.models import Customer


class OverdraftJudgement(Journalled):
    """An officer's reasoned judgement of a case on a day. Says nothing of guilt: courts do.

    The database refuses that it may be spoken of unless every objective limb stood.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    as_of = models.DateField()
    limbs = models.JSONField(help_text="[{limb, state, rule, evidence}]: rules.limbs.as_kept")
    stated = models.JSONField(help_text="What the officer stated: {name of limbs.STATED: bool}")
    limbs_digest = models.CharField(max_length=64)
    all_stand = models.BooleanField(help_text="Every objective limb was met on that day")
    may_be_spoken_of = models.BooleanField(help_text="Whether texts may speak of a police report")
    reasons_sealed = models.BinaryField()
    judged_by = models.CharField(max_length=150)
    judged_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When it was taken back or overtaken")
    ended_by = models.CharField(max_length=150, blank=True)
    end_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(may_be_spoken_of=False) | Q(all_stand=True),
                name="legal_overdraftjudgement_limbs",
            ),
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(ended_at=None),
                name="legal_overdraftjudgement_one",
            ),
        ]
