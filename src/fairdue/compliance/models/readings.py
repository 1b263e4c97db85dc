"""Which reading of the law was chosen, where its texts leave something open."""

from __future__ import annotations

from django.db import models

from fairdue.journal.models import Journalled


class ReadingChoice(Journalled):
    """One choice; the newest of a parameter counts. It is never changed, only followed."""

    rule = models.CharField(max_length=64)
    parameter = models.CharField(max_length=64)
    reading = models.CharField(max_length=40, blank=True, help_text='"": as the profile has it')
    reason = models.TextField()
    chosen_by = models.CharField(max_length=150)
    chosen_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rule", "parameter", "-chosen_at"], name="compliance_reading_rule")
        ]

    def __str__(self) -> str:
        return f"{self.rule}.{self.parameter}: {self.reading or 'as the profile'}"
