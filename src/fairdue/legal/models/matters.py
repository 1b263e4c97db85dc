"""Matters: claims that go to law, the accounts they are about, and who approved the road."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.delinquency.models import Case
from fairdue.journal.models import Journalled
from fairdue.legal.models.counsel import LawFirm
from fairdue.legal.rules import stages
from fairdue.portfolio.models import Account, Customer


class Stage(models.TextChoices):
    """How far a matter has come; which follows which, `rules.stages`."""

    REMINDER = stages.REMINDER, _("Reminder before action")
    LAWYERS_LETTER = stages.LAWYERS_LETTER, _("Lawyer's letter")
    MEDIATION = stages.MEDIATION, _("Mediation before suit")
    PAYMENT_ORDER = stages.PAYMENT_ORDER, _("Payment order")
    SUIT = stages.SUIT, _("Suit")
    JUDGMENT = stages.JUDGMENT, _("Judgment")
    ENFORCEMENT = stages.ENFORCEMENT, _("Enforcement")
    SETTLEMENT = stages.SETTLEMENT, pgettext_lazy("matter", "Settlement")
    CLOSED = stages.CLOSED, pgettext_lazy("matter", "Closed")


class Road(models.TextChoices):
    """Which way a matter takes."""

    LETTER = stages.LETTER, _("Lawyer's letter only")
    MEDIATION = stages.MEDIATION, _("Mediation before suit")
    PAYMENT_ORDER = stages.PAYMENT_ORDER, _("Payment order")
    SUIT = stages.SUIT, _("Suit")


class Approval(models.TextChoices):
    """What two people said of the road."""

    WAITING = "waiting", _("Waiting for approval")
    APPROVED = "approved", pgettext_lazy("matter", "Approved")
    DECLINED = "declined", pgettext_lazy("matter", "Not approved")


class ClosedBecause(models.TextChoices):
    """Why a matter came to its end."""

    PAID = "paid", _("Paid")
    SETTLED = "settled", _("Settled and performed")
    ENFORCED = "enforced", _("Enforced")
    DISMISSED = "dismissed", _("Lost, or not admitted")
    NOTHING_THERE = "nothing_there", _("Nothing to enforce against")
    GIVEN_UP = "given_up", _("Given up")
    DECLINED = "declined", _("Road not approved")
    BARRED = "barred", _("May not be pursued")


class Matter(Journalled):
    """A customer's claim of one currency on its way through the law.

    Claimed amounts, minor units, are what the explained balance said when the road was chosen.
    The database refuses a stage that doesn't follow, and every stage but the reminder without two
    approvals by different people, neither of whom opened the matter (migration 0001).
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    jurisdiction = models.CharField(max_length=2, help_text="CN, US or UK: whose law")
    currency = models.CharField(max_length=3)
    stage = models.CharField(max_length=16, choices=Stage.choices, default=Stage.REMINDER)
    stage_since = models.DateField()

    road = models.CharField(max_length=16, choices=Road.choices)
    road_version = models.PositiveSmallIntegerField(
        default=1, help_text="Goes up when another road or claim is proposed"
    )
    road_reason = models.CharField(max_length=400)
    road_by = models.CharField(max_length=150, help_text="Who proposed this road")
    road_figures = models.JSONField(
        default=dict, help_text="What was compared, in minor units: rules.road.Comparison"
    )
    evidence = ArrayField(
        models.CharField(max_length=40),
        default=list,
        help_text="What is at hand: names of rules.road.EVIDENCE",
    )
    conditions = ArrayField(
        models.CharField(max_length=40),
        default=list,
        help_text="Of a payment order, that the officer found to hold",
    )
    approval = models.CharField(max_length=10, choices=Approval.choices, default=Approval.WAITING)
    approved_at = models.DateTimeField(null=True)

    balance_as_of = models.DateField()
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    claimed_minor = models.BigIntegerField()

    court = models.CharField(max_length=80, blank=True, help_text="As an officer confirmed")
    court_confirmed_by = models.CharField(max_length=150, blank=True)
    court_number = models.CharField(max_length=80, blank=True, help_text="The court's own number")

    firm = models.ForeignKey(LawFirm, models.PROTECT, null=True, related_name="+")
    counsel = models.CharField(
        max_length=150, blank=True, help_text="Sign-in name of the lawyer outside"
    )
    officer = models.CharField(max_length=150, help_text="Who conducts it here")
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    proposed_by_strategy = models.BooleanField(default=False)
    closed_because = models.CharField(max_length=16, choices=ClosedBecause.choices, blank=True)
    closed_reason = models.CharField(max_length=400, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="legal_matter_customer"),
            models.Index(fields=["counsel"], condition=~Q(counsel=""), name="legal_matter_counsel"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "currency"],
                condition=~Q(stage=Stage.CLOSED),
                name="legal_matter_one_open",
            ),
            models.CheckConstraint(
                condition=Q(
                    claimed_minor=F("principal_minor") + F("interest_minor") + F("fees_minor"),
                    principal_minor__gte=0,
                    interest_minor__gte=0,
                    fees_minor__gte=0,
                    claimed_minor__gt=0,
                ),
                name="legal_matter_adds_up",
            ),
            models.CheckConstraint(
                condition=(Q(stage=Stage.CLOSED) & ~Q(closed_because="") & ~Q(closed_at=None))
                | (~Q(stage=Stage.CLOSED) & Q(closed_because="") & Q(closed_at=None)),
                name="legal_matter_closed",
            ),
            models.CheckConstraint(
                condition=Q(counsel="") | Q(firm__isnull=False), name="legal_matter_counsel_of_firm"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it."""
        return f"L{self.pk:06d}"


class MatterAccount(Journalled):
    """An account that a matter is about, with what of the claim is owed on it, in minor units."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    road_version = models.PositiveSmallIntegerField()
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "road_version", "account"], name="legal_matteraccount_once"
            ),
        ]


class MatterApproval(Journalled):
    """What one person said of a road; once for each version of it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", db_index=False)
    road_version = models.PositiveSmallIntegerField()
    approver = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    approves = models.BooleanField()
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "road_version", "approver"], name="legal_matterapproval_once"
            ),
        ]
