"""Journal entries, and the base of every record that can't change without one."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """Who did what, when, to which record, under which rules. The database refuses changes.

    `transaction_id` and `recorded_at` are set by the database itself (see the migrations), so
    an entry vouches only for changes made in its own transaction. No personal data belongs in
    `details`: identifiers, amounts, dates and codes only.
    """

    at = models.DateTimeField(help_text="When it happened, by the shell's clock")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=64, help_text="Past tense: promise_recorded")
    subject = models.CharField(max_length=80, blank=True, help_text="promise:12")
    customer_id = models.BigIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict)
    rules = models.JSONField(default=list, help_text="[{rule, pack, version}]")
    transaction_id = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "-at"], name="journal_entry_customer"),
            models.Index(fields=["action", "-at"], name="journal_entry_action"),
            models.Index(fields=["-at"], name="journal_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.action} {self.subject}"


class Journalled(models.Model):
    """A record whose every change points at the entry written in the same transaction."""

    journal_entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True
