"""The queue, callbacks and notes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.delinquency.models import Case
from fairdue.people.models import Team
from fairdue.portfolio.models import Customer


class QueueState(models.TextChoices):
    """Where an item of work is."""

    WAITING = "waiting", _("Waiting")
    TAKEN = "taken", _("Taken")
    DONE = "done", _("Done")


BY_TELEPHONE = ("call", "remind")
"""Treatments the queue hands to whoever is next. Visits, legal steps, letters and messages are for
people whom a lead assigns, or who take the case by name."""


class QueueItem(models.Model):
    """A case to be worked. Claimed by conditional update, so that no two people get it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    treatment = models.CharField(max_length=10)
    priority = models.IntegerField(help_text="Higher first")
    state = models.CharField(max_length=10, choices=QueueState.choices)
    available_at = models.DateTimeField(help_text="Not before: callbacks, next lawful moment")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    follow_up_at = models.DateTimeField(
        null=True, help_text="Not before this, as the last to work it decided"
    )
    as_of = models.DateField(help_text="The night that put it here")
    hardness = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="Points of what it may bring; above 0 it is given by name only",
    )
    needs = ArrayField(
        models.CharField(max_length=20),
        null=True,
        help_text="What whoever takes it from the team's queue must be able to, if anything",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["team", "-priority", "available_at", "id"],
                condition=models.Q(
                    state="waiting", assigned_to__isnull=True, treatment__in=BY_TELEPHONE
                ),
                name="work_queue_waiting",
            ),
            models.Index(
                fields=["assigned_to", "-priority", "available_at", "id"],
                condition=models.Q(state="waiting"),
                name="work_queue_assigned",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["taken_by"],
                condition=models.Q(state="taken"),
                name="work_queue_one_in_hand",
            ),
            models.CheckConstraint(
                condition=models.Q(state="taken", taken_by__isnull=False)
                | (~models.Q(state="taken") & models.Q(taken_by__isnull=True)),
                name="work_queue_taken_by_someone",
            ),
        ]


class Ending(models.TextChoices):
    """How a stint on a case ended."""

    FINISHED = "finished", _("Finished")
    PUT_BACK = "put_back", _("Put back")
    RELEASED = "released", _("Released, left too long")
    REALLOCATED = "reallocated", _("Taken over by a lead")
    CLOSED = "closed", _("Closed by the night")


class Stint(models.Model):
    """One person's time on one case, from taking it to letting it go."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    ending = models.CharField(max_length=12, choices=Ending.choices)

    class Meta:
        indexes = [models.Index(fields=["staff", "-ended_at"], name="work_stint_staff")]


class Callback(models.Model):
    """A moment agreed with the customer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["made_by", "due_at"],
                condition=models.Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="work_callback_open",
            ),
        ]


class Note(models.Model):
    """What a collector wrote down; sealed, because people tell collectors everything."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    text_sealed = models.BinaryField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, help_text="Once closed a note is never edited")

    class Meta:
        indexes = [models.Index(fields=["customer", "-written_at"], name="work_note_customer")]
