"""Journal entries, and the base of every record that can't change without one."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
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
            # Finds what sealing has yet to do; a block range index costs an insert next to nothing.
            BrinIndex(fields=["transaction_id"], name="journal_entry_sealing"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.action} {self.subject}"


class Seal(models.Model):
    """A signed statement about a run of entries, chained to the seals before it.

    `journal.rules.seals.Statement` says what each field means. `digest` and `signature` are over
    that statement. Not part of it: `salt`, which keeps leaves from being guessed, and how far the
    journal was sealed, for the next sealing to go on from.
    """

    number = models.BigIntegerField(primary_key=True)
    day = models.DateField()
    place = models.IntegerField()
    count = models.IntegerField()
    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField()
    root = models.BinaryField()
    day_root = models.BinaryField()
    previous = models.BinaryField()
    day_before = models.BinaryField()
    sealed_at = models.DateTimeField()
    public_key = models.BinaryField()
    salt = models.BinaryField()
    digest = models.BinaryField()
    signature = models.BinaryField()
    cluster = models.BigIntegerField(help_text="Identifier of the database server's files")
    sealed_below = models.BigIntegerField(help_text="Earlier transactions have no unsealed entry")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "place"], name="journal_seal_day")]

    def __str__(self) -> str:
        return f"{self.number} {self.day} {self.count}"


class Leaf(models.Model):
    """An entry's place in its seal, and its digest. Written by the thousand, by COPY.

    Without foreign keys in the database: nothing here is ever deleted, and what was taken away
    behind the triggers is found by checking.
    """

    entry = models.OneToOneField(
        Entry, models.PROTECT, primary_key=True, db_constraint=False, related_name="+"
    )
    seal = models.ForeignKey(
        Seal, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    position = models.IntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal", "position"], name="journal_leaf_place")
        ]


class Journalled(models.Model):
    """A record whose every change points at the entry written in the same transaction."""

    journal_entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True
