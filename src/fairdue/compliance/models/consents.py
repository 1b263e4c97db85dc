"""What customers allowed us, and what they asked us to refrain from."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import ContactPoint, Customer


class ConsentKind(models.TextChoices):
    """What a customer can allow."""

    NIGHT_CONTACT = "night_contact", _("Contact at night")
    CHANNEL = "channel", _("A channel")
    AUTOMATED = "automated", _("Automatic or recorded calls")
    MORE_DIALS = "more_dials", _("More dials a day")
    TIME_OR_PLACE = "time_or_place", _("A time or place otherwise inconvenient")
    DESPITE_REPRESENTATIVE = "despite_representative", _("Contact despite a representative")
    EMPLOYER_CONTACT = "employer_contact", _("Contact at work")
    THIRD_PARTY = "third_party", _("Speaking with a third party")
    PRIVATE_PREMISES = "private_premises", _("Entering private premises")


class GivenTo(models.TextChoices):
    """Who received a consent; not every law lets it carry over."""

    THIS_COLLECTOR = "this_collector", _("Us")
    CREDITOR = "creditor", _("The creditor")
    PRIOR_COLLECTOR = "prior_collector", _("An earlier collector")
    AGENCY = "agency", _("An agency of ours")


class RequestKind(models.TextChoices):
    """What a customer can ask."""

    CEASE = "cease", _("No contact at all")
    STOP_MEDIUM = "stop_medium", _("Not by a channel")
    STOP_POINT = "stop_point", _("Not at a number or address")
    INCONVENIENT_TIME = "inconvenient_time", _("Not at certain hours")
    INCONVENIENT_PLACE = "inconvenient_place", _("Not at a place")
    NOT_AT_WORK = "not_at_work", _("Not at work")
    REPRESENTATIVE = "representative", _("Through a representative")
    LETTERS_ONLY = "letters_only", _("By letter only")


class Manner(models.TextChoices):
    """How something reached us; some laws hear only what is written."""

    ORAL = "oral", _("Orally")
    WRITTEN = "written", _("In writing")
    ELECTRONIC = "electronic", _("Electronically")


class Place(models.TextChoices):
    """Where a customer does not want to be contacted."""

    HOME = "home", pgettext_lazy("place", "Home")
    WORK = "work", _("Work")
    OTHER = "other", _("Another place")


class Consent(Journalled):
    """Something the customer allowed: windowed, ended, revoked. Recorded late or at once."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=ConsentKind.choices)
    channel = models.CharField(max_length=10, blank=True, help_text="Empty for any")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, null=True, related_name="+")
    begins = models.TimeField(null=True, help_text="Local hours it is for; null for any")
    ends = models.TimeField(null=True)
    dials_max = models.PositiveSmallIntegerField(null=True, help_text="more_dials: a day")
    given_to = models.CharField(max_length=16, choices=GivenTo.choices)
    evidence = models.CharField(max_length=400, help_text="Where it can be heard or read")
    owner = models.CharField(max_length=150, blank=True, help_text="Empty until someone takes it")
    review_on = models.DateField(null=True)
    granted_at = models.DateTimeField(help_text="When it was given")
    recorded_at = models.DateTimeField(help_text="When we put it on record")
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True, help_text="When the customer took it back")
    revocation_recorded_at = models.DateTimeField(null=True)
    revocation_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "journal_entry"], name="compliance_consent_customer"),
            models.Index(fields=["review_on"], name="compliance_consent_review"),
        ]


class ContactRequest(Journalled):
    """Something the customer asked us to refrain from, until it ends or is withdrawn."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=RequestKind.choices)
    channel = models.CharField(max_length=10, blank=True, help_text="Empty for any")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, null=True, related_name="+")
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), default=list, help_text="Monday is 0; empty: every day"
    )
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    place = models.CharField(max_length=10, choices=Place.choices, blank=True)
    representative_sealed = models.BinaryField(null=True, help_text="Who represents them, and how")
    manner = models.CharField(max_length=10, choices=Manner.choices)
    reason = models.CharField(max_length=400, help_text="Where it can be heard or read")
    owner = models.CharField(max_length=150, blank=True, help_text="Empty until someone takes it")
    review_on = models.DateField(null=True)
    received_at = models.DateTimeField(help_text="When it reached us")
    recorded_at = models.DateTimeField(help_text="When we put it on record")
    ends_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="When the customer took it back")
    withdrawal_recorded_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "journal_entry"], name="compliance_request_customer"),
            models.Index(fields=["review_on"], name="compliance_request_review"),
        ]
