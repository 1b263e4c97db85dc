"""Letters on paper: what is printed, in which batch, and what came back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.messaging.models.messages import Message
from fairdue.portfolio.models import Customer


class BatchState(models.TextChoices):
    """How far a batch has come. Whether a letter came back is the letter's own."""

    GATHERED = "gathered", _("Print file being made")
    PRINTED = "printed", _("Print file ready")
    POSTED = "posted", _("Posted")


class ReturnReason(models.TextChoices):
    """What the post office or whoever lives there says of a letter that comes back."""

    UNKNOWN = "unknown", pgettext_lazy("returned letter", "Not known at this address")
    MOVED = "moved", pgettext_lazy("returned letter", "Moved away")
    INCOMPLETE = "incomplete", pgettext_lazy("returned letter", "Address incomplete or wrong")
    REFUSED = "refused", pgettext_lazy("returned letter", "Not accepted")
    DECEASED = "deceased", pgettext_lazy("returned letter", "Said to have died")


class LetterBatch(Journalled):
    """Letters printed and posted together, under one law's paper and envelope."""

    law = models.CharField(max_length=2, help_text="CN, US or UK: paper, window and sender")
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.GATHERED)
    both_sides = models.BooleanField()
    letters = models.PositiveIntegerField()
    gathered_at = models.DateTimeField()
    gathered_by = models.CharField(max_length=150)
    printed_at = models.DateTimeField(null=True, help_text="When the print file was made")
    pages = models.PositiveIntegerField(null=True, help_text="Printed pages, without empty backs")
    sheets = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the print file")
    bytes = models.PositiveBigIntegerField(null=True)
    posted_on = models.DateField(null=True)
    posted_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="gathered", sha256="")
                | (~models.Q(state="gathered") & ~models.Q(sha256="")),
                name="messaging_batch_has_its_file",
            ),
            models.CheckConstraint(
                condition=models.Q(state="posted", posted_on__isnull=False)
                | (~models.Q(state="posted") & models.Q(posted_on__isnull=True)),
                name="messaging_batch_posted_on_a_day",
            ),
        ]

    @property
    def number(self) -> str:
        """What people call it: CN-7."""
        return f"{self.law}-{self.pk}"


class PaperLetter(Journalled):
    """One letter, word for word as it is printed; waits until a batch takes it."""

    message = models.OneToOneField(Message, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=12, unique=True, help_text="Printed on every page")
    code_index = models.BinaryField(help_text="Blind index of its contact code, for returns")
    law = models.CharField(max_length=2)
    sheet_sealed = models.BinaryField(help_text="typesetting.Letter as JSON, with the address")
    sheet_digest = models.CharField(max_length=64, help_text="SHA-256 of what is printed")
    batch = models.ForeignKey(LetterBatch, models.PROTECT, null=True, related_name="+")
    place = models.PositiveIntegerField(null=True, help_text="In the batch, from 1")
    first_page = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
    returned_on = models.DateField(null=True)
    returned_for = models.CharField(max_length=12, choices=ReturnReason.choices, blank=True)
    returned_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="messaging_letter_place"),
        ]
        indexes = [
            models.Index(fields=["code_index"], name="messaging_letter_code"),
            models.Index(
                fields=["law"], condition=models.Q(batch=None), name="messaging_letter_waiting"
            ),
            models.Index(fields=["customer"], name="messaging_letter_customer"),
        ]
