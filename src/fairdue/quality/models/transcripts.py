"""What was said in a talk or a chat, line by line, sealed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.calls.models import Call
from fairdue.contact.models import Attempt
from fairdue.journal.models import Journalled
from fairdue.people.models import Staff
from fairdue.portfolio.models import Customer


class TranscriptSource(models.TextChoices):
    """What the lines came from."""

    VTT = "vtt", "WebVTT"
    SRT = "srt", "SRT"
    JSON = "json", "JSON"
    CSV = "csv", "CSV"
    API = "api", _("Another system")
    TRANSCRIBER = "transcriber", _("The transcriber")
    MESSAGE = "message", _("A message that was sent")


class Transcript(Journalled):
    """One talk: of an attempt of ours, or of a call that came in.

    The row stays when its lines were deleted at the end of their term: what there was, and when
    it went, can still be proven.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="+")
    call = models.OneToOneField(Call, models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", help_text="The collector who spoke"
    )
    language = models.CharField(max_length=16)
    source = models.CharField(max_length=16, choices=TranscriptSource.choices)
    lines_sealed = models.BinaryField(null=True, help_text="[[who, from ms, to ms, words]]")
    lines_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of language and lines")
    talked_at = models.DateTimeField()
    taken_in_at = models.DateTimeField()
    taken_in_by = models.CharField(max_length=150)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempt__isnull=False) | models.Q(call__isnull=False),
                name="quality_transcript_of_a_talk",
            ),
            models.CheckConstraint(
                condition=models.Q(deleted_at=None, lines_sealed__isnull=False)
                | models.Q(deleted_at__isnull=False, lines_sealed=None),
                name="quality_transcript_deleted_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], name="quality_transcript_customer"),
            models.Index(
                fields=["talked_at"],
                condition=models.Q(deleted_at=None),
                name="quality_transcript_kept",
            ),
        ]
