"""The limitation of claims: what other records can't tell, the clocks, and alerts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Account, Customer


class InterruptionKind(models.TextChoices):
    """What interrupts a period and leaves no record of its own here."""

    DUE_NOTICE_SIGNED = "due_notice_signed", _("Due notice signed by the debtor")
    ACKNOWLEDGEMENT = "acknowledgement", _("Debt acknowledged in writing")
    REQUEST_TO_DELAY = "request_to_delay", _("Asked to pay later")
    GUARANTEE_GIVEN = "guarantee_given", _("Guarantee given")
    ACCOUNT_DEDUCTION = "account_deduction", _("Deducted from an account")
    ASSIGNMENT_NOTICE = "assignment_notice", _("Assignment notified")
    PUBLIC_NOTICE = "public_notice", _("Public notice")
    VISIT = "visit", pgettext_lazy("interruption", "Demand on a visit")
    LETTER = "letter", pgettext_lazy("interruption", "Demand by letter")
    LAWSUIT = "lawsuit", pgettext_lazy("interruption", "Suit elsewhere")
    POLICE_REPORT = "police_report", _("Report to the police")
    BANKRUPTCY_CLAIM = "bankruptcy_claim", _("Claim in a bankruptcy")


class Interruption(Journalled):
    """An interruption entered by a legal officer, with what proves it."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", help_text="None: all of them"
    )
    kind = models.CharField(max_length=20, choices=InterruptionKind.choices)
    on = models.DateField()
    ended_on = models.DateField(null=True, help_text="Of a procedure")
    reached = models.BooleanField(help_text="It reached the debtor, or the address agreed")
    evidence = models.CharField(max_length=200, help_text="What proves it, and where it is kept")
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawal_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(evidence=""), name="legal_interruption_proved"),
        ]


class Obstacle(Journalled):
    """What kept us from suing: force majeure, no legal representative (Civil Code art. 194)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    began_on = models.DateField()
    removed_on = models.DateField(null=True)
    evidence = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawal_reason = models.CharField(max_length=400, blank=True)


class LimitationClock(models.Model):
    """The last day of an account's claim as last reckoned. Derived and made anew every night."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    as_of = models.DateField()
    runs_from = models.DateField(help_text="When the debt fell due")
    last_day = models.DateField(null=True, help_text="None: not yet known, see unknown_year")
    held_back = models.BooleanField(default=False, help_text="By an obstacle or a procedure")
    unknown_year = models.PositiveSmallIntegerField(null=True)
    restarted_on = models.DateField(null=True, help_text="By the last interruption")
    restarted_by = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = [models.Index(fields=["last_day"], name="legal_limitationclock_last_day")]


class LimitationAlert(Journalled):
    """Told once for each last day and span before it: this claim runs out."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    last_day = models.DateField()
    days_before = models.PositiveSmallIntegerField(help_text="The span of policy it is told at")
    raised_at = models.DateTimeField()
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True, help_text="What is done about it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "last_day", "days_before"], name="legal_limitationalert_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_day"],
                condition=Q(answered_at=None),
                name="legal_limitationalert_open",
            ),
        ]


class AssetKind(models.TextChoices):
    """What somebody owns."""

    DEPOSIT = "deposit", _("Deposit with us")
    BANK_ACCOUNT = "bank_account", _("Account elsewhere")
    WAGES = "wages", _("Wages")
    HOME = "home", pgettext_lazy("asset", "Home")
    PROPERTY = "property", _("Other property")
    VEHICLE = "vehicle", _("Vehicle")
    SECURITIES = "securities", _("Securities or funds")
    BUSINESS = "business", _("Share in a business")


class Asset(Journalled):
    """What a customer is known to own, from a lawful source; its description is sealed."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=AssetKind.choices)
    description_sealed = models.BinaryField(null=True)
    value_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=200, help_text="Where it is known from")
    known_on = models.DateField()
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    gone_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="legal_asset_from_somewhere"),
        ]
