"""Exhibits that were given to a matter from outside, and bundles of its evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.legal.models.matters import Matter
from fairdue.portfolio.models import Customer


class ExhibitKind(models.TextChoices):
    """What a paper from outside is; in the order of a list of evidence."""

    APPLICATION = "application", _("Application for the card")
    CONTRACT = "contract", _("Card contract as signed")
    IDENTITY = "identity", _("Proof of identity")
    STATEMENTS = "statements", _("Card statements")
    RECEIPT = "receipt", _("Receipt of delivery")
    COURT = "court", _("Paper of a court")
    OTHER = "other", pgettext_lazy("exhibit", "Other")


class Exhibit(Journalled):
    """A PDF that proves something and comes from elsewhere, such as the signed contract; sealed."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=ExhibitKind.choices)
    title = models.CharField(max_length=120)
    proves = models.CharField(max_length=200, help_text="What it is to prove")
    pages = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, help_text="Sealed, below settings.VAR")
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "sha256"],
                condition=Q(withdrawn_at=None),
                name="legal_exhibit_once",
            ),
        ]


class EvidenceBundle(Journalled):
    """Everything a matter needs, as one PDF and one folder: made as of a moment, kept sealed."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=10)
    as_of_at = models.DateTimeField(help_text="What happened later isn't in it")
    last_entry = models.BigIntegerField(help_text="The newest journal entry looked at")
    last_seal = models.BigIntegerField(help_text="The newest seal the proof leads to")
    contents = models.JSONField(help_text="[{name, sha256, bytes}] of every file, in order")
    pages = models.PositiveIntegerField(help_text="Of the PDF")
    bytes = models.PositiveBigIntegerField()
    folder_sha256 = models.CharField(max_length=64, help_text="Of the folder as one archive")
    pdf_sha256 = models.CharField(max_length=64)
    for_police = models.BooleanField(help_text="With places for the staff's signature and seal")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    @property
    def number(self) -> str:
        """What people call it."""
        return f"E{self.pk:05d}"
