"""Champion and challenger: an experiment, the shares it has had, and what was found each night."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.strategy.models.tables import Proposal, TableVersion


class ExperimentState(models.TextChoices):
    """Where an experiment stands. Only a running one treats anybody by its challenger."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    PROMOTED = "promoted", _("Promoted")
    ENDED = "ended", _("Ended")


class Measure(models.TextChoices):
    """What is measured of each customer since they were first treated by an arm."""

    PAID = "paid", _("Paid something")
    CURED = "cured", _("Paid up")
    COMPLAINED = "complained", _("Complained")
    DENIED = "denied", _("Contact denied by a rule")
    BROKE_PROMISE = "broke_promise", _("Broke a promise")
    CONTACTS = "contacts", _("Contacts")
    PRESSURE = "pressure", _("Pressure put on them")


RATES = (
    Measure.PAID,
    Measure.CURED,
    Measure.COMPLAINED,
    Measure.DENIED,
    Measure.BROKE_PROMISE,
)
"""What happens to a customer or doesn't: compared from the first day on."""

HARMS = (Measure.COMPLAINED, Measure.DENIED, Measure.BROKE_PROMISE)
"""What stops an experiment by itself when the challenger has more of it than is tolerated."""


class Experiment(Journalled):
    """A challenger against the table in use, for a seeded share of customers.

    The challenger was written by some and approved by somebody else, as its proposal has it.
    `share` is the share per mille in force now; `ExperimentShare` keeps what it was when.
    """

    name = models.CharField(max_length=60, unique=True)
    seed = models.CharField(max_length=60, unique=True, help_text="Of the split of customers")
    champion = models.ForeignKey(TableVersion, models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="+")
    challenger = models.ForeignKey(TableVersion, models.PROTECT, related_name="+")
    hypothesis = models.CharField(max_length=400)
    measure = models.CharField(max_length=16, choices=Measure.choices)
    stages = ArrayField(models.PositiveSmallIntegerField(), help_text="Shares per mille, rising")
    stop_rules = models.JSONField(
        default=list, help_text="[{measure, tolerated, alpha}] since it began"
    )
    state = models.CharField(
        max_length=10, choices=ExperimentState.choices, default=ExperimentState.PLANNED
    )
    share = models.PositiveSmallIntegerField(default=0)
    planned_by = models.CharField(max_length=150)
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    promotion_asked_by = models.CharField(max_length=150, blank=True)
    promotion_reason = models.CharField(max_length=400, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_because = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="running", share__gt=0) | ~models.Q(state="running"),
                name="strategy_experiment_running_has_share",
            ),
            models.CheckConstraint(
                condition=models.Q(state="running") | models.Q(share=0),
                name="strategy_experiment_share_only_running",
            ),
            models.CheckConstraint(
                condition=models.Q(share__lte=1000), name="strategy_experiment_share_per_mille"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="promoted")
                | ~models.Q(promotion_asked_by=models.F("ended_by")),
                name="strategy_experiment_promoted_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name} {self.state}"

    @property
    def arm(self) -> str:
        """What its challenger arm is called in decisions."""
        return f"challenger-{self.pk}"


class ExperimentShare(Journalled):
    """A share per mille that an experiment's challenger has had since a moment."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    set_by = models.CharField(max_length=150)
    because = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["experiment", "since"], name="strategy_experiment_share")]


class ExperimentReading(Journalled):
    """What an experiment's customers told by the end of a day; see `columns.readings.read`."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="+")
    as_of = models.DateField()
    read_at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "as_of"], name="strategy_experiment_reading"
            ),
        ]
