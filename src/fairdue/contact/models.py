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
    law = models.CharField(max_length=20, help_text="CN, US, UK, or a region: US-MA")
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
    serves_from = models.DateTimeField(
        null=True, help_text="Of what is planned: not to be used before; none: at once"
    )
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
    SENT = "sent", _("Sent")
    NOT_DELIVERED = "not_delivered", _("Not delivered")
    UNCONFIRMED = "unconfirmed", _("May have been sent")
    NOT_PLACED = "not_placed", _("Not placed")


WRITTEN = frozenset({Outcome.SENT, Outcome.NOT_DELIVERED, Outcome.UNCONFIRMED})
"""Outcomes of what is written; nobody records them by hand."""

UNMADE = frozenset({Outcome.NOT_PLACED})
"""What the telephone says of a call that never reached the customer's: no contact at all. Its
permit is spent all the same. Nobody records it by hand."""

SPOKEN = frozenset(Outcome) - WRITTEN - UNMADE
"""Outcomes of a call or a visit."""

UNANSWERED = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.NUMBER_INVALID})
"""Outcomes that no one and nothing answered. Everything else counts as an effective call."""

RIGHT_PARTY = (
    SPOKEN
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


class FindingKind(models.TextChoices):
    """What turned out about a past contact. The codes are those of `rules/rejudging.py`."""

    NEWLY_UNLAWFUL = "newly_unlawful", _("Unlawful after all")
    THIRD_PARTY = "third_party", _("Reached somebody else")
    NO_LONGER_COUNTED = "no_longer_counted", _("No longer counted")
    LAWFUL_AFTER_ALL = "lawful_after_all", _("Lawful after all")


class Finding(Journalled):
    """What turned out late about a contact or a denial. Withdrawn when later facts undo it."""

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=FindingKind.choices)
    rules = ArrayField(models.CharField(max_length=40), help_text="That it is about")
    clauses = models.JSONField(help_text="What each of these rules says now")
    causes = models.JSONField(help_text="[{kind, subject, entry, known_at}]: the late facts")
    found_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["permit", "kind"], name="contact_finding_once"),
        ]
        indexes = [
            models.Index(fields=["customer"], name="contact_finding_customer"),
            models.Index(fields=["-found_at", "-id"], name="contact_finding_found"),
        ]


class RemedyKind(models.TextChoices):
    """What puts a finding right."""

    INFORM = "inform", _("Apologise to the customer and tell them")
    STOP_CHANNEL = "stop_channel", _("Stop the channel")
    CORRECT_BALANCE = "correct_balance", _("Correct the amount that was stated")
    CORRECT_RECORD = "correct_record", _("Correct the record")
    REPORT = "report", _("Report to the head of compliance")


class Remedy(Journalled):
    """A task that a finding brings. Done with a note, or waived with a reason."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="remedies")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=RemedyKind.choices)
    owner = models.CharField(max_length=150, blank=True, help_text="Empty until someone takes it")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="The finding asks for it no longer")
    ended_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=400, blank=True, help_text="What was done, or why not")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "kind"], name="contact_remedy_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(done_at=None, waived_at=None, withdrawn_at=None),
                name="contact_remedy_open",
            ),
        ]


class Judged(models.Model):
    """How far a customer's past contacts were judged again. Derived, so not journalled."""

    customer = models.OneToOneField(
        Customer, models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    below = models.BigIntegerField(help_text="Earlier transactions have no fact not judged by")
    packs = models.CharField(max_length=200, help_text="Versions of the packs it was judged by")
    judged_at = models.DateTimeField()
