"""Calls, those we make and those that come in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.calls.models.dialler import DiallerRun
from fairdue.calls.rules import states
from fairdue.contact.models import Attempt
from fairdue.delinquency.models import Case
from fairdue.journal.models import Journalled
from fairdue.people.models import Staff
from fairdue.portfolio.models import ContactPoint, Customer


class Direction(models.TextChoices):
    """Who called whom."""

    OUTBOUND = "outbound", _("Our call")
    INBOUND = "inbound", _("Called us")


class CallState(models.TextChoices):
    """Where a call is; `rules.states` says how it goes on."""

    QUEUED = states.QUEUED, _("Is being placed")
    CALLING_STAFF = states.CALLING_STAFF, _("Your telephone rings")
    RINGING = states.RINGING, _("Ringing")
    TALKING = states.TALKING, _("Talking")
    ENDED = states.ENDED, pgettext_lazy("call", "Ended")


class CallEnding(models.TextChoices):
    """How a call ended."""

    HUNG_UP = states.HUNG_UP, _("Hung up")
    BUSY = states.BUSY, _("The line was busy")
    NO_ANSWER = states.NO_ANSWER, _("Nobody answered")
    DECLINED = states.DECLINED, pgettext_lazy("call", "Declined")
    INVALID = states.INVALID, _("There is no such number")
    FAILED = states.FAILED, _("The telephone network failed")
    STAFF_MISSED = states.STAFF_MISSED, _("Your own telephone was not picked up")
    CANCELLED = states.CANCELLED, _("Hung up before anyone answered")
    EXPIRED = states.EXPIRED, _("Not placed: the permit ran out")
    LOST = states.LOST, _("Lost sight of")


class Call(Journalled):
    """One call. One we make carries an attempt, and so a permit; one that comes in has neither.

    `line` names what carries it: an agent of `telephony`, or by_hand. `handle` is that agent's
    own name for it. An unknown caller has no customer.
    """

    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(DiallerRun, models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction.choices)
    state = models.CharField(max_length=16, choices=CallState.choices, default=CallState.QUEUED)
    ending = models.CharField(max_length=16, choices=CallEnding.choices, blank=True)
    code = models.PositiveSmallIntegerField(default=0, help_text="SIP status of a failure; 0: none")
    line = models.CharField(max_length=20)
    handle = models.CharField(max_length=200, blank=True)
    number_masked = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField(help_text="Asked for, or came in")
    started_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True, help_text="The collector's telephone was")
    rang_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    hang_up_asked_at = models.DateTimeField(null=True)
    answer_asked_at = models.DateTimeField(
        null=True, help_text="A collector takes a call coming in"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(direction="inbound", attempt=None)
                | models.Q(direction="outbound", attempt__isnull=False),
                name="calls_call_ours_has_an_attempt",
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False) & ~models.Q(ending="")
                | ~models.Q(state="ended") & models.Q(ended_at=None, ending=""),
                name="calls_call_ended_says_how",
            ),
            models.CheckConstraint(
                condition=models.Q(run=None) | models.Q(staff__isnull=False),
                name="calls_call_dialled_for_somebody",
            ),
            models.UniqueConstraint(
                fields=["staff"],
                condition=~models.Q(state="ended") & models.Q(staff__isnull=False),
                name="calls_call_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=~models.Q(state="ended"),
                name="calls_call_under_way",
            ),
            models.Index(fields=["customer", "-asked_at"], name="calls_call_customer"),
        ]
