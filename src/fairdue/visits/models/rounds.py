"""Teams of two, and their day on the road."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.people.models import Team
from fairdue.visits.models.places import Base
from fairdue.visits.rules import states


class VisitTeam(Journalled):
    """Two visitors who go together, when they work, and from where to where.

    The database refuses a team of one person twice. Times are the clock's at the team's bases, in
    the zone `zone`.
    """

    code = models.SlugField(unique=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts = models.TimeField(help_text="Beginning of the shift")
    ends = models.TimeField(help_text="End of the shift")
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    sets_out_from = models.ForeignKey(Base, models.PROTECT, related_name="+")
    returns_to = models.ForeignKey(Base, models.PROTECT, related_name="+")
    skills = ArrayField(models.CharField(max_length=10), default=list)
    works = models.BooleanField(default=True, help_text="No: kept for the record only")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="visits_team_of_two"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="visits_team_shift"),
        ]

    def __str__(self) -> str:
        return self.code


class RoundState(models.TextChoices):
    """How far a round has come."""

    DRAFTED = states.DRAFTED, _("Drafted")
    GIVEN_OUT = states.GIVEN_OUT, _("Given out")
    TAKEN = states.TAKEN, _("Under way")
    DONE = states.DONE, _("Done")


class Round(Journalled):
    """A team's day: its visits in order (`Visit.round`, `Visit.stop`).

    `version` goes up with every change of plan after it was given out, so that a telephone knows
    that it has an old one. Metres and moments are what was reckoned, not what was driven. Once a
    team makes no more visits that day (`over_since`), no plan gives it any.
    """

    visit_team = models.ForeignKey(VisitTeam, models.PROTECT, related_name="+")
    day = models.DateField()
    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=RoundState.choices)
    version = models.PositiveIntegerField(default=1)
    sets_out_at = models.DateTimeField()
    returns_at = models.DateTimeField()
    metres = models.PositiveIntegerField()
    planned_by = models.CharField(max_length=150)
    planned_at = models.DateTimeField()
    given_out_by = models.CharField(max_length=150, blank=True)
    given_out_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=150, blank=True)
    taken_at = models.DateTimeField(null=True)
    over_since = models.DateTimeField(null=True, help_text="The team makes no more visits that day")
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["day"], name="visits_round_day")]
        constraints = [
            models.UniqueConstraint(fields=["visit_team", "day"], name="visits_round_once_a_day"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="visits_round_of_two"),
            models.CheckConstraint(
                condition=Q(state=states.DRAFTED) | Q(given_out_at__isnull=False),
                name="visits_round_given_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_team_id} {self.day}"
