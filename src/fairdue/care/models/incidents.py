"""Abuse of a collector or visitor, what was done about it, and who was given hard cases."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.contact.models import Attempt
from fairdue.delinquency.models import Case
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer


class IncidentKind(models.TextChoices):
    """What was done to them."""

    INSULT = "insult", _("Insult")
    THREAT = "threat", _("Threat")
    SEXUAL = "sexual", _("Sexual harassment")
    RACIST = "racist", _("Racist abuse")
    OTHER = "other", pgettext_lazy("incident", "Other")


class IncidentState(models.TextChoices):
    """How far it was looked after."""

    OPEN = "open", pgettext_lazy("incident", "Open")
    SEEN = "seen", pgettext_lazy("incident", "Looked at")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("incident", "Taken back")


class Closing(models.TextChoices):
    """How it ended."""

    TALKED = "talked", _("Talked it over with them")
    WARNED = "warned", _("Customer told in writing")
    REPORTED = "reported", _("Reported to the police")
    NOTHING = "nothing", _("Nothing more is wanted")


class Incident(Journalled):
    """Abuse of one person on one call or visit: on a visit, one for each of the two.

    The number of the attempt leads to a call's recording, which is held. A visit's evidence is its
    signed record, whose number is kept here because the room of visits lies above this one.
    """

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Null: a visit that counts as no contact",
    )
    visit_record = models.BigIntegerField(null=True, help_text="Number of the visit's record")
    kind = models.CharField(max_length=10, choices=IncidentKind.choices)
    severity = models.PositiveSmallIntegerField(help_text="Points, by policy")
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=IncidentState.choices)
    answered_at = models.DateTimeField(null=True, help_text="When the person said how they are")
    talk_asked_at = models.DateTimeField(null=True, help_text="They want to talk to somebody")
    assigned_before = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose the case was by name, for taking the incident back",
    )
    moved_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    rests_until = models.DateTimeField(help_text="The case is not called before")
    seen_by = models.CharField(max_length=150, blank=True)
    seen_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)
    closing = models.CharField(max_length=10, choices=Closing.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-happened_at"], name="care_incident_staff"),
            models.Index(fields=["customer", "-happened_at"], name="care_incident_customer"),
            models.Index(
                fields=["-happened_at"],
                condition=Q(state__in=("open", "seen")),
                name="care_incident_running",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "staff"],
                condition=~Q(state="withdrawn"),
                name="care_incident_one_per_call",
            ),
            models.UniqueConstraint(
                fields=["visit_record", "staff"],
                condition=~Q(state="withdrawn"),
                name="care_incident_one_per_visit",
            ),
            models.CheckConstraint(
                condition=Q(attempt__isnull=False) | Q(visit_record__isnull=False),
                name="care_incident_has_its_evidence",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="care_incident_closed",
            ),
        ]


class HardCaseGiven(Journalled):
    """A hard case given to somebody by name: points they carry for a while."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["staff", "-given_at"], name="care_given_staff")]
