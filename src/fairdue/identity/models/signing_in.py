"""Who asked for a code, from a link or by hand, and what was tried with it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import ContactPoint, Customer


class SignInLink(Journalled):
    """A reference in a message that says where the code goes. It opens nothing by itself."""

    token_digest = models.BinaryField(unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="When somebody signed in by it")


class RequestState(models.TextChoices):
    """What became of the code that was asked for."""

    ASKED = "asked", _("Asked for")
    SENT = "sent", _("Sent")
    WITHHELD = "withheld", _("Not sent: nobody fits")
    UNDELIVERED = "undelivered", _("Could not be sent")


class SignInRequest(Journalled):
    """One asking for a code, bound to the browser that holds its token.

    `customer` and `contact_point` are filled in by the job that looks for the person; a request
    for nobody gets a code too, which is sent nowhere and opens nothing.
    """

    token_digest = models.BinaryField(unique=True)
    point_index = models.BinaryField(help_text="The vault's blind index of what was typed")
    pair_digest = models.BinaryField(help_text="Of that and the second fact")
    language = models.CharField(max_length=10)
    link = models.ForeignKey(SignInLink, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(help_text="By the shell's clock")
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    """By the database's clock: a job tells from it how much later it runs."""
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=RequestState.choices, default=RequestState.ASKED
    )
    code_digest = models.BinaryField(null=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)


class TryKind(models.TextChoices):
    """What was tried."""

    ASK = "ask", _("Asked for a code")
    CODE = "code", _("Typed a code")


class TryOutcome(models.TextChoices):
    """What came of it. Reasons to refuse follow from what was typed and when, never from whom."""

    TAKEN = "taken", pgettext_lazy("try to sign in", "Taken")
    RIGHT = "right", _("Right")
    WRONG = "wrong", _("Wrong")
    EXPIRED = "expired", _("Too late")
    SPENT = "spent", _("Used before, or tried too often")
    STRANGE = "strange", _("Of no request from this browser")
    LOCKED = "locked", _("Locked for a while")
    LIMITED = "limited", _("Too many at once")


class SignInTry(Journalled):
    """One asking or typing, whatever came of it. Never changed; limits count these rows."""

    kind = models.CharField(max_length=4, choices=TryKind.choices)
    outcome = models.CharField(max_length=8, choices=TryOutcome.choices)
    at = models.DateTimeField()
    request = models.ForeignKey(SignInRequest, models.PROTECT, null=True, related_name="+")
    point_index = models.BinaryField(null=True)
    pair_digest = models.BinaryField(null=True)
    client_digest = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["pair_digest", "at"], name="identity_try_pair"),
            models.Index(fields=["point_index", "at"], name="identity_try_point"),
            models.Index(fields=["client_digest", "at"], name="identity_try_client"),
            models.Index(fields=["at"], name="identity_try_at"),
        ]
