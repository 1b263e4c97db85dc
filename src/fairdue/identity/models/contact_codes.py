"""Codes by which anyone can check that a contact is ours, and every check that was made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class CodeKind(models.TextChoices):
    """What the code stands on."""

    LETTER = "letter", _("a letter")
    MESSAGE = "message", _("a message")
    VISIT = "visit", _("a visit")
    CALL = "call", _("a call")


class ContactCode(Journalled):
    """One code, by the digest of its reference. What authenticates it is in the code alone."""

    reference_digest = models.BinaryField(unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=CodeKind.choices)
    subject = models.CharField(max_length=80, help_text="What carries it: letter:12, staff:3")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    uses_max = models.PositiveIntegerField(null=True)


class Answer(models.TextChoices):
    """What a check said."""

    GENUINE = "genuine", _("Genuine")
    NOT_GENUINE = "not_genuine", _("Not genuine")
    EXPIRED = "expired", _("Expired")
    USED_UP = "used_up", _("Used up")
    MISTYPED = "mistyped", _("Mistyped")
    LIMITED = "limited", _("Too many at once")


class CodeCheck(Journalled):
    """One check, whatever it said. Never changed."""

    code = models.ForeignKey(ContactCode, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer.choices)
    at = models.DateTimeField()
    client_digest = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["client_digest", "at"], name="identity_check_client"),
            models.Index(fields=["at"], name="identity_check_at"),
        ]
