"""Visits: whom, where, on what basis, when, and what came of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fairdue.contact.models import Permit
from fairdue.delinquency.models import Case
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import ContactPoint, Customer
from fairdue.visits.models.rounds import Round
from fairdue.visits.rules import bases, states


class Basis(models.TextChoices):
    """Why somebody may be visited at all."""

    INVITED = bases.INVITED, _("The cardholder agreed to a visit")
    UNREACHED = bases.UNREACHED, _("Not reached in any other way")
    BROKEN = bases.BROKEN, _("What was agreed was not kept")
    PAPERS = bases.PAPERS, _("A paper is to be handed over")


class Origin(models.TextChoices):
    """Who asked for a visit."""

    STRATEGY = bases.STRATEGY, _("Decided by the strategy")
    AGREED = bases.AGREED, _("Agreed with the cardholder")
    LEAD = bases.LEAD, _("Asked for by a lead")


class Skill(models.TextChoices):
    """What a visit may ask of a team."""

    CARE = bases.CARE, _("Trained for people who need more care")
    CANTONESE = bases.CANTONESE, _("Speaks Cantonese")
    ENGLISH = bases.ENGLISH, _("Speaks English")
    WOMAN = bases.WOMAN, _("A woman in the team")


class VisitState(models.TextChoices):
    """How far a visit has come."""

    WAITING = states.WAITING, _("Waiting for a round")
    PLANNED = states.PLANNED, _("Planned")
    OUT = states.OUT, _("On the round")
    MADE = states.MADE, _("Made")
    REFUSED = states.REFUSED, _("Refused by the cardholder")
    NOT_MET = states.NOT_MET, _("Nobody met")
    FELL_OUT = states.FELL_OUT, _("Fell out")


class FallenBecause(models.TextChoices):
    """Why a visit fell out."""

    HOLD = bases.HOLD, _("A hold stands")
    CLOSED = bases.CLOSED, _("The case is closed")
    PAID = bases.PAID, _("Nothing is past due any more")
    ASKED = bases.ASKED, _("The cardholder asked for no visit")
    BARRED = bases.BARRED, _("Marked: not to be visited")
    MARK = bases.MARK, _("A mark stands in the way")
    ADDRESS = bases.ADDRESS, _("The address is not valid")
    TIME = bases.TIME, _("There was no time left that day")
    LAW = bases.LAW, _("The rules did not allow it")
    LEAD = bases.LEADS, _("Taken off by a lead")
    TEAM = bases.TEAM, _("The team makes no more visits that day")


class LeftOutBecause(models.TextChoices):
    """Why a visit is in no round of its day (`routing.stops`, `queries.planning`)."""

    SKILLS = "skills", _("No team has the skills")
    REACH = "reach", _("No team gets there within its window")
    SHIFT = "shift", _("No team would be back by the end of its shift")
    CLASH = "clash", _("Its window clashes with another visit that must be made")
    FULL = "full", _("The day is full, or the way is longer than it is worth")
    PLACE = "place", _("Nobody knows where the address is: set it on the map")


class Visit(Journalled):
    """One visit to a cardholder's own address, on one day, inside one window.

    `round` and `stop` are its place in a team's day, `arrives_at` and `leaves_at` as reckoned.
    The permit is asked for when the team takes its round; it serves from the window's beginning to
    its end. `worth_minor` only ranks: what is left out when not all fit.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    address = models.ForeignKey(ContactPoint, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    day = models.DateField(help_text="In the zone of the address")
    window_from = models.DateTimeField()
    window_until = models.DateTimeField()
    service_minutes = models.PositiveSmallIntegerField()
    skills = ArrayField(models.CharField(max_length=10), default=list)
    worth_minor = models.BigIntegerField(default=0)
    must = models.BooleanField(default=False, help_text="Agreed or pinned: never left out silently")
    state = models.CharField(max_length=9, choices=VisitState.choices)
    fell_out_because = models.CharField(max_length=8, choices=FallenBecause.choices, blank=True)
    failing = ArrayField(
        models.CharField(max_length=40), default=list, help_text="Rules that stood in the way"
    )
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    stop = models.PositiveSmallIntegerField(null=True, help_text="From 1")
    arrives_at = models.DateTimeField(null=True)
    leaves_at = models.DateTimeField(null=True)
    left_out = models.CharField(max_length=6, choices=LeftOutBecause.choices, blank=True)
    soonest_at = models.DateTimeField(
        null=True, help_text="Of one left out: when a team could be there if it did nothing else"
    )
    permit = models.OneToOneField(Permit, models.PROTECT, null=True, related_name="+")
    chosen_by = models.CharField(max_length=150)
    chosen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["day", "state"], name="visits_visit_day"),
            models.Index(fields=["customer", "-day"], name="visits_visit_customer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state__in=sorted(states.OPEN_VISIT)),
                name="visits_visit_one_open",
            ),
            models.UniqueConstraint(
                fields=["round", "stop"],
                name="visits_visit_stop",
                deferrable=models.Deferrable.DEFERRED,  # a new order swaps places
            ),
            models.CheckConstraint(
                condition=Q(window_from__lt=F("window_until"), service_minutes__gt=0),
                name="visits_visit_window",
            ),
            models.CheckConstraint(
                condition=Q(stop__isnull=True)
                | Q(round__isnull=False, arrives_at__isnull=False, leaves_at__isnull=False),
                name="visits_visit_stop_of_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[states.PLANNED, states.OUT]) | Q(stop__isnull=False),
                name="visits_visit_planned_has_a_stop",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(states.DONE_VISIT))
                | Q(round__isnull=False, ended_at__isnull=False),
                name="visits_visit_done_in_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.OUT) | Q(permit__isnull=False),
                name="visits_visit_out_by_permit",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.FELL_OUT) | ~Q(fell_out_because=""),
                name="visits_visit_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.day}"
