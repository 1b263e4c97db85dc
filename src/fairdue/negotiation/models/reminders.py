"""Reminders of what was agreed: one for each promise and each instalment."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.contact.models import Permit
from fairdue.journal.models import Journalled
from fairdue.messaging.models import NEVER_LEFT as GONE_NOWHERE
from fairdue.messaging.models import Message
from fairdue.negotiation.models.agreements import AgreementInstalment
from fairdue.negotiation.models.promises import Promise
from fairdue.portfolio.models import Customer


class ReminderState(models.TextChoices):
    """What came of reminding."""

    QUEUED = "queued", _("Under way or sent")
    DENIED = "denied", _("Not allowed")
    NO_ADDRESS = "no_address", _("No e-mail address")


COULD_GO_AGAIN = ("permit_void", "server_away")
"""Why a message didn't leave that has nothing to do with where it was to go."""

NEVER_LEFT = models.Q(message__state__in=GONE_NOWHERE, message__problem__in=COULD_GO_AGAIN)


class Reminder(Journalled):
    """One reminder. Tried again while denied, until its day has come."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    promise = models.OneToOneField(Promise, models.PROTECT, null=True, related_name="+")
    instalment = models.OneToOneField(
        AgreementInstalment, models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReminderState.choices)
    permit = models.ForeignKey(
        Permit, models.PROTECT, null=True, related_name="+", help_text="The last one asked for"
    )
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    tried_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True, help_text="Not tried before this")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(promise__isnull=True, instalment__isnull=False)
                | models.Q(promise__isnull=False, instalment__isnull=True),
                name="negotiation_reminder_of_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="denied") | models.Q(permit__isnull=False),
                name="negotiation_reminder_denied_why",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-due_on"], name="negotiation_reminder_customer"),
        ]

    @property
    def is_under_way(self) -> bool:
        """True once its message was put on its way, unless that never left for want of time."""
        message = self.message
        return message is not None and not (
            message.state in GONE_NOWHERE and message.problem in COULD_GO_AGAIN
        )
