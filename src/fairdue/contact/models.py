"""Permits and the attempts made under them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.delinquency.models import Case
from fairdue.journal.models import Entry, Journalled
from fairdue.portfolio.models import ContactPoint, Customer


class Channel(models.TextChoices):
    """How a person is reached."""

    CALL = "call", pgettext_lazy("channel", "Call")
    SMS = "sms", pgettext_lazy("channel", "SMS")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    LETTER = "letter", pgettext_lazy("channel", "Letter")
    VISIT = "visit", pgettext_lazy("channel", "Visit")


class Terms(models.Model):
    """The values that contacts were judged by: of one law, on one day, with their citations.

    Kept once for all permits that used them, under the digest of what it says, and never changed.
    """

    digest = models.CharField(
        primary_key=True, max_length=64, help_text="SHA-256 of the canonical document"
    )
    law = models.CharField(max_length=2)
    document = models.JSONField(help_text="Values with citations, and the packs' versions")
    missed = ArrayField(models.CharField(max_length=16), help_text="Outcomes nobody answered")
    points = models.JSONField(help_text="Pressure by channel: {reached: {…}, missed: {…}}")
    fading = ArrayField(models.IntegerField(), help_text="Thousandths left by days since")
    days_back = models.PositiveSmallIntegerField(help_text="How far back touches matter")
    closed = ArrayField(
        models.CharField(max_length=10), help_text="Channels with a limit of nought"
    )


class Limit(models.Model):
    """One of the terms' limits, as the database counts it. See `rules/limits.py`."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    channels = ArrayField(models.CharField(max_length=10))
    outcomes = ArrayField(models.CharField(max_length=16))
    per_point = models.BooleanField()
    days = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terms", "place"], name="contact_limit_place"),
        ]


class Permit(Journalled):
    """One request to contact a person and its answer. Granted permits serve one attempt.

    Bound to the person, the channel, the contact point, and what would be said.
    """

    journal_entry = models.ForeignKey(
        Entry,
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,  # the guard looks for the entry, and the journal keeps it for ever
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    contact_point = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    template = models.CharField(max_length=80, blank=True, help_text="None for a live talk")
    content_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the words that may be sent"
    )
    asked_by = models.CharField(max_length=150)
    agency = models.CharField(max_length=60, blank=True, help_text="Who calls for the lender")
    asked_at = models.DateTimeField()
    granted = models.BooleanField()
    expires_at = models.DateTimeField(null=True)
    failing = models.JSONField(default=list, help_text="Rule identifiers that denied it")
    verdict = models.JSONField(help_text="All clauses and values as they were")
    terms = models.ForeignKey(
        Terms,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_column="terms",
        db_constraint=False,  # all permits of a day would lock the one row they share
    )
    pack_version = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(granted=False, expires_at__isnull=True)
                | models.Q(
                    granted=True,
                    failing=[],
                    expires_at__isnull=False,
                    expires_at__gt=models.F("asked_at"),
                ),
                name="contact_permit_granted_by_every_rule",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-asked_at"], name="contact_permit_customer"),
            models.Index(
                fields=["-asked_at"],
                condition=models.Q(granted=False),
                name="contact_permit_denied",
            ),
        ]


class Outcome(models.TextChoices):
    """What came of an attempt: the closed list of the trade's result codes."""

    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    NUMBER_INVALID = "number_invalid", _("Number invalid")
    MACHINE = "machine", _("Machine")
    THIRD_PARTY = "third_party", _("Third party, ended")
    NOT_VERIFIED = "not_verified", _("Right party, not verified")
    PAID = "paid", _("Says paid")
    PROMISE = "promise", _("Promise to pay")
    PLAN = "plan", _("Wants a plan")
    CALLBACK = "callback", _("Callback agreed")
    HARDSHIP = "hardship", _("Hardship disclosed")
    VULNERABILITY = "vulnerability", _("Vulnerability disclosed")
    DISPUTE = "dispute", _("Dispute")
    IDENTITY_THEFT = "identity_theft", _("Identity theft")
    REFUSES = "refuses", _("Refuses")
    ASKS_TO_STOP = "asks_to_stop", _("Asks to stop")
    REPRESENTATIVE = "representative", _("Has a representative")
    DECEASED = "deceased", _("Deceased")
    IMPRISONED = "imprisoned", _("Imprisoned")
    ABUSE = "abuse", _("Abuse to collector")
    COMPLAINT = "complaint", _("Complaint")
    LANGUAGE = "language", _("Needs another language")
    WRONG_PERSON = "wrong_person", _("Wrong person")


UNANSWERED = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.NUMBER_INVALID})
"""Outcomes that no one and nothing answered. Everything else counts as an effective call."""

RIGHT_PARTY = (
    frozenset(Outcome)
    - UNANSWERED
    - {
        Outcome.MACHINE,
        Outcome.THIRD_PARTY,
        Outcome.NOT_VERIFIED,
        Outcome.WRONG_PERSON,
        Outcome.DECEASED,
    }
)
"""Outcomes in which the verified customer was reached."""


class Attempt(Journalled):
    """One try to reach a person, under one permit. Open until it has an outcome."""

    permit = models.OneToOneField(Permit, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    template = models.CharField(max_length=80, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    agency = models.CharField(max_length=60, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-made_at"], name="contact_attempt_customer"),
            models.Index(fields=["-made_at"], name="contact_attempt_made"),
            models.Index(
                fields=["made_by"], condition=models.Q(outcome=""), name="contact_attempt_open"
            ),
        ]
