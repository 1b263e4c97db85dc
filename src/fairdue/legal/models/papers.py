"""Papers of a matter: written from a template's version, numbered, released by two others."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.legal.models.matters import Matter
from fairdue.portfolio.models import Customer


class PaperKind(models.TextChoices):
    """Which template a paper is written from; in the order in which matters need them."""

    LAWYERS_LETTER = "lawyers_letter", _("Lawyer's letter")
    PAYMENT_ORDER = "payment_order", _("Application for a payment order")
    COMPLAINT = "complaint", _("Civil complaint")
    EVIDENCE_LIST = "evidence_list", _("List of evidence")
    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")
    SETTLEMENT = "settlement", pgettext_lazy("paper", "Settlement")
    ENFORCEMENT = "enforcement", _("Application for enforcement")


class PaperState(models.TextChoices):
    """How far a paper has come."""

    WRITTEN = "written", pgettext_lazy("paper", "Waiting for release")
    RELEASED = "released", pgettext_lazy("paper", "Released")
    WITHDRAWN = "withdrawn", pgettext_lazy("paper", "Withdrawn")


class PaperBatch(Journalled):
    """Papers of one kind for many matters, written one after the other by a job."""

    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    language = models.CharField(max_length=10)
    as_of = models.DateField()
    entered_sealed = models.BinaryField(help_text="What was entered for all of them, as JSON")
    asked = models.PositiveIntegerField(help_text="How many matters")
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the files as one archive")
    bytes = models.PositiveBigIntegerField(null=True)

    @property
    def number(self) -> str:
        """What people call it."""
        return f"B{self.pk:05d}"


class Paper(Journalled):
    """One paper, word for word. What it says is sealed, never changes, and has its digest.

    Numbers are counted by series and year without gaps: one that was withdrawn keeps its own. The
    database refuses a gap, and a release without two others (migration 0002).
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    series = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(help_text="In the series and year, from 1")
    template_version = models.PositiveSmallIntegerField()
    template_digest = models.CharField(max_length=64, help_text="SHA-256 of the template's words")
    language = models.CharField(max_length=10)
    as_of = models.DateField(help_text="The day of the figures")
    court = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=PaperState.choices, default=PaperState.WRITTEN)
    batch = models.ForeignKey(PaperBatch, models.PROTECT, null=True, related_name="+")
    sheet_sealed = models.BinaryField(help_text="typesetting.Document as JSON")
    sheet_digest = models.CharField(max_length=64, help_text="SHA-256 of what it says")
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "serial"], name="legal_paper_number"),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False),
                name="legal_paper_released",
            ),
            models.CheckConstraint(
                condition=(Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_by=""))
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="legal_paper_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """ZFL-2026-0007."""
        return f"{self.series}-{self.year}-{self.serial:04d}"


class PaperRelease(Journalled):
    """One person's release of a paper. Two are needed, neither of them its writer's."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+", db_index=False)
    releaser = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "releaser"], name="legal_paperrelease_once"),
        ]


class PaperBatchLine(models.Model):
    """What became of one matter of a batch: its paper, or why there is none. Work, no record."""

    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="+", db_index=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", db_index=False)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    problem_en = models.CharField(max_length=600, blank=True)
    problem_zh = models.CharField(max_length=600, blank=True)
    is_set = models.BooleanField(default=False, help_text="In the archive that is being made")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "matter"], name="legal_paperbatchline_once"),
        ]
