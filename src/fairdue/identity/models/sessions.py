"""A cardholder's sessions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.identity.models.signing_in import SignInRequest
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import ContactPoint, Customer


class EndReason(models.TextChoices):
    """Why a session ended before its time."""

    SIGNED_OUT = "signed_out", _("Signed out")
    EVERYWHERE = "everywhere", _("Signed out everywhere")
    SIGNED_IN_AGAIN = "signed_in_again", _("Signed in again")
    NOT_THEIRS = "not_theirs", _("The contact point is somebody else's")


class Session(Journalled):
    """From signing in to its end. The browser holds the token, we its digest."""

    token_digest = models.BinaryField(unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, related_name="+")
    request = models.OneToOneField(SignInRequest, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="At the latest, however much it is used")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)


class SessionUse(models.Model):
    """When a session was last used, to the minute. No record: it only moves on."""

    session = models.OneToOneField(Session, models.PROTECT, primary_key=True, related_name="use")
    used_at = models.DateTimeField()
