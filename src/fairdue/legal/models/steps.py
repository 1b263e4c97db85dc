"""What happened in a matter, on which evidence, and what must happen by when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.kernel.text import Text
from fairdue.legal.models.matters import Matter
from fairdue.legal.rules import steps as rules
from fairdue.portfolio.models import Customer


class StepKind(models.TextChoices):
    """What happened."""

    OPENED = rules.OPENED, _("Matter opened")
    ROAD_APPROVED = rules.ROAD_APPROVED, _("Road approved")
    REMINDER_SENT = rules.REMINDER_SENT, _("Reminder sent")
    LETTER_SENT = rules.LETTER_SENT, _("Lawyer's letter sent")
    LETTER_REACHED = rules.LETTER_REACHED, _("Lawyer's letter delivered")
    MEDIATION_REQUESTED = rules.MEDIATION_REQUESTED, _("Mediation requested")
    MEDIATION_AGREED = rules.MEDIATION_AGREED, _("Mediation agreement signed")
    MEDIATION_CONFIRMED = rules.MEDIATION_CONFIRMED, _("Mediation confirmed by the court")
    MEDIATION_FAILED = rules.MEDIATION_FAILED, _("Mediation failed")
    ORDER_APPLIED = rules.ORDER_APPLIED, _("Payment order applied for")
    ORDER_ACCEPTED = rules.ORDER_ACCEPTED, _("Application accepted")
    ORDER_REJECTED = rules.ORDER_REJECTED, _("Application turned down")
    ORDER_ISSUED = rules.ORDER_ISSUED, _("Payment order issued")
    ORDER_SERVED = rules.ORDER_SERVED, _("Payment order served")
    ORDER_OPPOSED = rules.ORDER_OPPOSED, _("Objection received")
    ORDER_LAPSED = rules.ORDER_LAPSED, _("Payment order lapsed")
    ORDER_STANDS = rules.ORDER_STANDS, _("Payment order in effect")
    SUIT_REFUSED = rules.SUIT_REFUSED, _("Going over to suit refused")
    SUIT_FILED = rules.SUIT_FILED, _("Suit filed")
    SUIT_ACCEPTED = rules.SUIT_ACCEPTED, _("Suit accepted")
    FEE_NOTICE = rules.FEE_NOTICE, _("Notice to pay the court fee")
    FEE_PAID = rules.FEE_PAID, _("Court fee paid")
    HEARD = rules.HEARD, _("Heard")
    SUIT_WITHDRAWN = rules.SUIT_WITHDRAWN, _("Suit withdrawn")
    JUDGMENT_RECEIVED = rules.JUDGMENT_RECEIVED, _("Judgment received")
    APPEALED = rules.APPEALED, _("Appeal filed")
    JUDGMENT_FINAL = rules.JUDGMENT_FINAL, _("Judgment final")
    PERFORMANCE_OVER = rules.PERFORMANCE_OVER, _("Time to perform ended")
    ENFORCEMENT_APPLIED = rules.ENFORCEMENT_APPLIED, _("Enforcement applied for")
    ENFORCEMENT_ENDED = rules.ENFORCEMENT_ENDED, _("Enforcement ended")
    SETTLED = rules.SETTLED, _("Settlement signed")
    SETTLEMENT_BROKEN = rules.SETTLEMENT_BROKEN, _("Settlement not kept")
    CLOSED = rules.CLOSED, _("Matter closed")


class MatterStep(Journalled):
    """Something that happened in a matter. Never changed; a correction is a step of its own."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=24, choices=StepKind.choices)
    on = models.DateField()
    stage = models.CharField(max_length=16, help_text="The matter's, after it")
    note = models.CharField(max_length=400, blank=True)
    evidence = models.CharField(
        max_length=80, blank=True, help_text="The record that proves it: letter:3, paper:12"
    )
    file_name = models.CharField(max_length=120, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file given")
    file_path = models.CharField(max_length=200, blank=True, help_text="Sealed, below settings.VAR")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["matter", "on", "id"], name="legal_matterstep_matter"),
            models.Index(fields=["customer"], name="legal_matterstep_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(file_path="") | ~Q(file_sha256=""), name="legal_matterstep_file"
            ),
        ]


class DeadlineState(models.TextChoices):
    """What became of a deadline."""

    OPEN = "open", pgettext_lazy("deadline", "Open")
    KEPT = "kept", pgettext_lazy("deadline", "Kept")
    MISSED = "missed", pgettext_lazy("deadline", "Missed")
    DROPPED = "dropped", pgettext_lazy("deadline", "No longer needed")


class Deadline(Journalled):
    """The last day of something in a matter, and how it was counted.

    Without a last day where the calendar doesn't know the year: an officer enters it then, with
    the reason.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=24, help_text="A name of rules.deadlines.DEADLINES")
    whose = models.CharField(max_length=6, help_text="us | court | debtor: who must act")
    step = models.ForeignKey(MatterStep, models.PROTECT, related_name="+", db_index=False)
    counted_from = models.DateField()
    rule = models.CharField(max_length=60, blank=True)
    counted = models.CharField(max_length=40, blank=True, help_text="Such as 15 days, 3 months")
    unmoved_on = models.DateField(help_text="The last day before rest days move it")
    last_day = models.DateField(null=True)
    unknown_year = models.PositiveSmallIntegerField(
        null=True, help_text="The year whose rest days no calendar here knows"
    )
    entered_by = models.CharField(max_length=150, blank=True)
    entered_reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(
        max_length=8, choices=DeadlineState.choices, default=DeadlineState.OPEN
    )
    ended_on = models.DateField(null=True, help_text="When it was kept, missed or dropped")
    ended_by = models.CharField(max_length=150, blank=True)
    end_reason = models.CharField(max_length=400, blank=True)
    kept_by = models.ForeignKey(MatterStep, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["last_day"], condition=Q(state="open"), name="legal_deadline_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=False) | Q(unknown_year__isnull=False),
                name="legal_deadline_known",
            ),
            models.CheckConstraint(
                condition=Q(unknown_year__isnull=True)
                | Q(last_day__isnull=True)
                | (~Q(entered_by="") & ~Q(entered_reason="")),
                name="legal_deadline_entered",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(ended_on__isnull=False), name="legal_deadline_ended"
            ),
        ]

    @property
    def counted_words(self) -> Text:
        """How long the span is: 15 days; 15日."""
        length, _blank, unit = self.counted.partition(" ")
        zh = {"days": "日", "months": "个月", "years": "年"}[unit]
        return Text(self.counted, f"{length}{zh}")
