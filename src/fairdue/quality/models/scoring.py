"""Talks drawn to be scored, their scores, appeals, and notes of coaching."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.calls.models import Call
from fairdue.contact.models import Attempt
from fairdue.journal.models import Journalled
from fairdue.people.models import Staff
from fairdue.portfolio.models import Customer
from fairdue.quality.models.sheets import SheetVersion
from fairdue.quality.rules import sampling, scoring


class Stratum(models.TextChoices):
    """How much can go wrong in such a talk."""

    HIGH = sampling.HIGH, pgettext_lazy("risk", "High")
    MIDDLE = sampling.MIDDLE, pgettext_lazy("risk", "Middle")
    LOW = sampling.LOW, pgettext_lazy("risk", "Low")


class Why(models.TextChoices):
    """Why a talk was drawn."""

    COMPLAINT = sampling.COMPLAINT, _("A complaint followed")
    ABUSE = sampling.ABUSE, _("Abuse in the talk")
    GRAVE = sampling.GRAVE, _("A grave finding")
    DENIED = sampling.DENIED, _("A permit was denied that day")
    SHARE = sampling.SHARE, _("By lot, of its risk")
    LEAST = sampling.LEAST, _("By lot, so that everyone is heard")


class SamplingPlan(Journalled):
    """How much is drawn; the newest counts. Never changed: another takes its place."""

    number = models.PositiveIntegerField(unique=True)
    percent = models.JSONField(help_text="Of each collector's talks, by stratum")
    least_per_collector = models.PositiveSmallIntegerField()
    calibration_percent = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64, help_text="Whoever knows it can draw again")
    note = models.CharField(max_length=400)
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"#{self.number}"


class Draw(Journalled):
    """The talks of some days among which was drawn, as they stood, so that it can be done again."""

    plan = models.ForeignKey(SamplingPlan, models.PROTECT, related_name="+")
    from_on = models.DateField(unique=True)
    until_on = models.DateField(unique=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=150)
    population = models.JSONField(help_text="[[reference, collector, stratum, always, readable]]")
    drawn = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on__lte=F("until_on")), name="quality_draw_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.until_on}"


class DrawnTalk(Journalled):
    """One talk drawn, and why. Never changed, but for what two make of their difference."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="talks")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="+")
    call = models.OneToOneField(Call, models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", help_text="Who spoke")
    talked_at = models.DateTimeField()
    stratum = models.CharField(max_length=8, choices=Stratum.choices)
    reasons = models.JSONField(help_text="Codes of Why")
    calibrates = models.BooleanField(help_text="Scored by two, blind")
    discussed_note = models.CharField(max_length=400, blank=True)
    discussed_by = models.CharField(max_length=150, blank=True)
    discussed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attempt__isnull=False) | Q(call__isnull=False),
                name="quality_drawntalk_of_a_talk",
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "-talked_at"], name="quality_drawntalk_staff"),
            models.Index(fields=["talked_at"], name="quality_drawntalk_talked"),
        ]

    @property
    def reference(self) -> str:
        """attempt:12 or call:3."""
        return f"attempt:{self.attempt_id}" if self.attempt_id else f"call:{self.call_id}"

    @property
    def why(self) -> list[str]:
        """The reasons in words."""
        return [str(Why(code).label) for code in self.reasons]


class Purpose(models.TextChoices):
    """As what a score counts. The first stands, until an appeal brings another."""

    FIRST = scoring.FIRST, _("First score")
    BLIND = scoring.BLIND, _("Blind second score")
    APPEAL = scoring.APPEAL, _("After an appeal")


class Score(Journalled):
    """One reviewer's answers to a sheet about a talk. Never changed."""

    talk = models.ForeignKey(DrawnTalk, models.PROTECT, related_name="scores")
    sheet = models.ForeignKey(SheetVersion, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    reviewer = models.CharField(max_length=150)
    answers = models.JSONField(help_text="{item: met, not_met or not_applicable}")
    missed = models.JSONField(help_text="Items not met")
    failed = models.JSONField(help_text="Critical items not met")
    percent = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    note = models.CharField(max_length=400, blank=True, help_text="For whoever spoke")
    scored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["talk", "purpose"], name="quality_score_purpose"),
            models.UniqueConstraint(fields=["talk", "reviewer"], name="quality_score_reviewer"),
        ]


class ScoreAppeal(Journalled):
    """Whoever spoke objects to a score; another reviewer decides, by a day."""

    score = models.OneToOneField(Score, models.PROTECT, related_name="appeal")
    scored_by = models.CharField(max_length=150, help_text="The score's reviewer")
    reason = models.CharField(max_length=400)
    appealed_at = models.DateTimeField()
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    changed = models.BooleanField(null=True, help_text="Another score took its place")
    decision_note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("scored_by")), name="quality_appeal_by_another"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="", changed=None)
                | Q(decided_at__isnull=False, changed__isnull=False) & ~Q(decided_by=""),
                name="quality_appeal_decided_whole",
            ),
        ]


class CoachingNote(Journalled):
    """What a lead or reviewer wrote for somebody, sealed; they read it, and their lead. Never
    changed.
    """

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", help_text="Whom it is for")
    talk = models.ForeignKey(DrawnTalk, models.PROTECT, null=True, related_name="+")
    words_sealed = models.BinaryField()
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-written_at"], name="quality_coachingnote_staff"),
        ]
