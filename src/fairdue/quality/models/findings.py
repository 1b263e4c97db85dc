"""What was found in a talk, what people decided about it, and the tasks that come of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer
from fairdue.quality.models.transcripts import Transcript
from fairdue.quality.rules import kinds, reviewing
from fairdue.quality.rules.reading.lines import COLLECTOR, CUSTOMER, OTHER


class Severity(models.TextChoices):
    """How grave it is, the gravest first."""

    GRAVE = kinds.GRAVE, _("Grave")
    SERIOUS = kinds.SERIOUS, _("Serious")
    MINOR = kinds.MINOR, _("Minor")


class State(models.TextChoices):
    """How far a review has come."""

    OPEN = reviewing.OPEN, pgettext_lazy("review", "To review")
    SECOND_LOOK = reviewing.SECOND_LOOK, _("Second look")
    CONFIRMED = reviewing.CONFIRMED, _("Confirmed")
    NOT_CONFIRMED = reviewing.NOT_CONFIRMED, _("Not confirmed")


class Speaker(models.TextChoices):
    """Who spoke."""

    COLLECTOR = COLLECTOR, _("Collector")
    CUSTOMER = CUSTOMER, _("Customer")
    OTHER = OTHER, pgettext_lazy("speaker", "Other")


class SpokenFinding(Journalled):
    """A place in a talk that a person is to look at. No words: they stay in the sealed lines.

    `state` is derived from the decisions (`rules.reviewing`) and kept for lists; the database
    refuses a state that the decisions don't say, and a second look by the first person.
    """

    transcript = models.ForeignKey(Transcript, models.PROTECT, related_name="findings")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    speaker = models.CharField(max_length=10, choices=Speaker.choices)
    line = models.IntegerField(help_text="Counted from 0; -1: something wasn't said")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    begins_ms = models.PositiveIntegerField()
    ends_ms = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    want = models.CharField(max_length=24, blank=True, help_text="What the customer said")
    severity = models.CharField(max_length=8, choices=Severity.choices)
    rule = models.CharField(max_length=40, blank=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=State.choices, default=State.OPEN)
    first_confirms = models.BooleanField(null=True)
    first_by = models.CharField(max_length=150, blank=True)
    first_at = models.DateTimeField(null=True)
    first_note = models.CharField(max_length=400, blank=True)
    second_confirms = models.BooleanField(null=True)
    second_by = models.CharField(max_length=150, blank=True)
    second_at = models.DateTimeField(null=True)
    second_note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(second_confirms=None)
                | models.Q(first_confirms__isnull=False)
                & ~models.Q(second_by=models.F("first_by")),
                name="quality_spokenfinding_second_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", first_confirms=None)
                | models.Q(
                    state="second_look",
                    severity="grave",
                    first_confirms__isnull=False,
                    second_confirms=None,
                )
                | models.Q(state="confirmed", second_confirms__isnull=False, second_confirms=True)
                | models.Q(
                    state="not_confirmed", second_confirms__isnull=False, second_confirms=False
                )
                | ~models.Q(severity="grave")
                & models.Q(
                    state="confirmed",
                    first_confirms__isnull=False,
                    first_confirms=True,
                    second_confirms=None,
                )
                | ~models.Q(severity="grave")
                & models.Q(
                    state="not_confirmed",
                    first_confirms__isnull=False,
                    first_confirms=False,
                    second_confirms=None,
                ),
                name="quality_spokenfinding_state_as_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "severity"], name="quality_finding_state"),
            models.Index(fields=["customer"], name="quality_finding_customer"),
        ]


class TaskKind(models.TextChoices):
    """What a confirmed finding asks for."""

    INFORM = "inform", _("Apologise to the customer and tell them")
    REPORT = "report", _("Report to the head of compliance")
    COACH = "coach", _("Talk it through with the collector")
    RECORD = "record", _("Put on record what the customer said")
    CORRECT_BALANCE = "correct_balance", _("Correct the amount that was stated")
    PROTECT = "protect", _("Consider a mark that protects colleagues")
    TEMPLATE = "template", _("Change the template")


class ReviewTask(Journalled):
    """A task that a confirmed finding brings. Done with a note of what was done."""

    finding = models.ForeignKey(SpokenFinding, models.PROTECT, related_name="tasks")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=TaskKind.choices)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "kind"], name="quality_reviewtask_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=models.Q(done_at=None), name="quality_task_open"
            ),
        ]
