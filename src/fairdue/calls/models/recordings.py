"""Recordings of calls, and what keeps them longer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.calls.models.calls import Call
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class RecordingSource(models.TextChoices):
    """Where a recording came from."""

    LINE = "line", _("Recorded by the telephone")
    UPLOADED = "uploaded", _("Uploaded")


class Recording(Journalled):
    """What was said on one call, sealed in a file of its own.

    The row stays when its file was deleted at the end of its term: what there was, and when it
    went, can still be proven.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=RecordingSource.choices)
    file_name = models.CharField(max_length=80, unique=True, help_text="Under recordings/")
    made_at = models.DateTimeField(help_text="When the call was")
    kept_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    channels = models.PositiveSmallIntegerField(help_text="Two: collector left, customer right")
    bytes_plain = models.BigIntegerField()
    plain_sha256 = models.CharField(max_length=64, help_text="Of the FLAC file")
    sealed_sha256 = models.CharField(max_length=64, help_text="Of the file as it is kept")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["call"], name="calls_recording_call"),
            models.Index(
                fields=["made_at"],
                condition=models.Q(deleted_at=None),
                name="calls_recording_kept",
            ),
        ]


class RecordingHold(Journalled):
    """A legal hold: the recording is kept whatever its term, until this is released."""

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="holds")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400)
    placed_by = models.CharField(max_length=150)
    placed_at = models.DateTimeField()
    released_by = models.CharField(max_length=150, blank=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["recording"],
                condition=models.Q(released_at=None),
                name="calls_hold_standing",
            ),
        ]
