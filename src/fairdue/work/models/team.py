"""The calendar of shifts and leave, what people are able to, and what a team aims for."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.people.models import Team


class RosterKind(models.TextChoices):
    """What a time in the calendar is. Why somebody is on leave is nobody's business here."""

    SHIFT = "shift", _("Shift")
    LEAVE = "leave", _("Leave")


class Roster(Journalled):
    """A shift or leave of one person."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=RosterKind.choices)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["staff", "begins_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="work_roster_standing",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="work_roster_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.kind} {self.begins_at:%Y-%m-%d}"


class Ability(Journalled):
    """The languages and skills of one person, as their lead put them down."""

    staff = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    codes = ArrayField(models.CharField(max_length=20), help_text="As rules.abilities names them")
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.staff_id}: {', '.join(self.codes)}"


class TeamGoal(Journalled):
    """What a team aims for from a day on, until the next one: shares, never an amount."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    from_day = models.DateField()
    kept_percent = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(100)], help_text="Promises kept, of those kept or broken"
    )
    complaint_free_percent = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(100)], help_text="Contacts that no complaint followed"
    )
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_percent__lte=100, complaint_free_percent__lte=100),
                name="work_goal_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} from {self.from_day}"
