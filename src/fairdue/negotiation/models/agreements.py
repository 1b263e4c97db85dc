"""Agreements with customers, and their instalments."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.negotiation.rules import agreements as rules
from fairdue.portfolio.models import Customer


class AgreementKind(models.TextChoices):
    """What is agreed."""

    INSTALMENT_PLAN = "instalment_plan", _("Instalment plan")
    SHORT_PLAN = "short_plan", _("Short plan")
    HARDSHIP = "hardship", _("Hardship arrangement")
    SETTLEMENT = "settlement", _("Settlement")
    RE_AGE = "re_age", _("Re-age")


class AgreementState(models.TextChoices):
    """How far an agreement has come."""

    PROPOSED = rules.PROPOSED, _("Waiting for approval")
    APPROVED = rules.APPROVED, _("Ready to be accepted")
    DECLINED = rules.DECLINED, _("Not approved")
    WITHDRAWN = rules.WITHDRAWN, _("Withdrawn")
    ACTIVE = rules.ACTIVE, _("Being performed")
    BREACHED = rules.BREACHED, _("Breached")
    CURED = rules.CURED, _("Performed again")
    COMPLETED = rules.COMPLETED, _("Completed")
    REVISED = rules.REVISED, _("Replaced by a revision")
    ENDED = rules.ENDED, pgettext_lazy("agreement", "Ended")


GRANTED = sorted(rules.AGREED | {rules.APPROVED})


class Agreement(Journalled):
    """Terms that were proposed to a customer, and what became of them.

    The terms never change: a revision is another agreement that replaces this one. Amounts are
    minor units. The database refuses one that was granted above what the customer can pay, or
    over someone's authority, without a second person (see `constraints`, and migration 0005).
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=AgreementKind.choices)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=AgreementState.choices)
    version = models.PositiveIntegerField(default=1, help_text="Goes up with every change")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    waived_minor = models.BigIntegerField()
    instalments = models.PositiveSmallIntegerField()
    every = models.CharField(max_length=100)
    first_due_on = models.DateField()
    starts_on = models.DateField()
    yearly_rate = models.DecimalField(max_digits=7, decimal_places=6)
    amount_minor = models.BigIntegerField(null=True)
    amounts_minor = models.JSONField(default=list)

    plan_interest_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    annualised_rate = models.DecimalField(max_digits=8, decimal_places=4)
    last_due_on = models.DateField()
    days_past_due = models.PositiveIntegerField(help_text="When it was proposed")

    monthly_minor = models.BigIntegerField(help_text="The most that falls due in a month")
    ceiling_minor = models.BigIntegerField(
        null=True, help_text="The most that can be paid a month; none: not assessed"
    )
    override_by = models.CharField(max_length=150, blank=True)
    override_reason = models.CharField(max_length=400, blank=True)
    best_offer_key = models.CharField(max_length=60, blank=True)
    best_offer_total_minor = models.BigIntegerField(null=True)
    best_offer_saved_minor = models.BigIntegerField(null=True)

    channel = models.CharField(max_length=10, help_text="Where it was proposed")
    proposed_by = models.CharField(max_length=150)
    proposed_role = models.CharField(max_length=20)
    proposed_at = models.DateTimeField()
    open_until = models.DateField(help_text="The last day on which it can be accepted")
    needs_approval = models.BooleanField()
    beyond = models.JSONField(default=list, help_text="Why: names of rules.authority.BEYOND")
    approved_by = models.CharField(max_length=150, blank=True)
    approved_at = models.DateTimeField(null=True)
    approval_reason = models.CharField(max_length=400, blank=True)
    accepted_by = models.CharField(max_length=150, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_on = models.DateField(null=True)
    accepted_how = models.CharField(max_length=10, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=400, blank=True)

    paid_minor = models.BigIntegerField(default=0)
    state_since = models.DateField(null=True, help_text="As the payments tell")

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="negotiation_agreement_customer"),
            models.Index(fields=["state"], name="negotiation_agreement_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=GRANTED)
                | Q(monthly_minor__lte=Coalesce(F("ceiling_minor"), Value(0)))
                | (~Q(override_by="") & ~Q(override_reason="") & ~Q(override_by=F("proposed_by"))),
                name="negotiation_agreement_ceiling",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=GRANTED) | Q(needs_approval=False) | ~Q(approved_by=""),
                name="negotiation_agreement_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("proposed_by")),
                name="negotiation_agreement_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.AGREED)) | Q(accepted_at__isnull=False),
                name="negotiation_agreement_accepted",
            ),
            models.CheckConstraint(
                condition=Q(
                    total_minor=F("principal_minor")
                    + F("interest_minor")
                    + F("fees_minor")
                    - F("waived_minor")
                    + F("plan_interest_minor"),
                    principal_minor__gte=0,
                    interest_minor__gte=0,
                    fees_minor__gte=0,
                    waived_minor__gte=0,
                    total_minor__gt=0,
                    monthly_minor__gt=0,
                ),
                name="negotiation_agreement_adds_up",
            ),
            models.UniqueConstraint(
                fields=["customer", "currency"],
                condition=Q(state__in=sorted(rules.OFFERED)),
                name="negotiation_agreement_one_offered",
            ),
            models.UniqueConstraint(
                fields=["customer", "currency"],
                condition=Q(state__in=sorted(rules.RUNNING)),
                name="negotiation_agreement_one_running",
            ),
        ]


class InstalmentState(models.TextChoices):
    """What became of an instalment."""

    OPEN = rules.OPEN, _("Not due yet")
    PAID = rules.PAID, _("Paid")
    MISSED = rules.MISSED, _("Missed")


class AgreementInstalment(Journalled):
    """One instalment: what falls due when, and what came of it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_minor = models.BigIntegerField()
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    plan_interest_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    state = models.CharField(
        max_length=6, choices=InstalmentState.choices, default=InstalmentState.OPEN
    )
    settled_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=~Q(state="paid"),
                name="negotiation_instalment_unpaid",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="negotiation_instalment_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    amount_minor__gt=0,
                    amount_minor=F("principal_minor")
                    + F("interest_minor")
                    + F("fees_minor")
                    + F("plan_interest_minor"),
                ),
                name="negotiation_instalment_adds_up",
            ),
        ]
