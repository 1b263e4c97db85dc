"""What there is to share out, as set in the browser, and what each case was given last night."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.delinquency.models import Case
from fairdue.journal.models import Journalled
from fairdue.people.models import Team
from fairdue.strategy.rules.worth import TREATMENTS


class Resource(models.TextChoices):
    """What is scarce (rules.capacity)."""

    MINUTES = "minutes", _("Call minutes")
    VISITS = "visits", _("Visits")
    LETTERS = "letters", _("Letters")
    MESSAGES = "messages", _("Messages")
    LEGAL = "legal", _("Legal reviews")


class Planned(models.TextChoices):
    """What a case is given for a day (rules.worth)."""

    MESSAGE = "message", pgettext_lazy("treatment", "Message")
    LETTER = "letter", pgettext_lazy("treatment", "Letter")
    REMIND = "remind", _("Remind")
    CALL = "call", pgettext_lazy("treatment", "Call")
    VISIT = "visit", _("Visit")
    LEGAL = "legal", _("Legal")
    NONE = "none", _("Waits")


def queue_label(treatment: str) -> str:
    """What a case is on the queue for, in the page's language; a code nobody knows, as it is."""
    return str(Planned(treatment).label) if treatment in Planned.values else treatment


def queue_choices() -> list[tuple[str, str]]:
    """What a case may be on the queue for, with labels, from the strongest."""
    return [(name, queue_label(name)) for name in reversed(TREATMENTS)]


class Capacity(Journalled):
    """How much there is of something: on a date, on a weekday, or every day; of a team, or in all.

    A date goes before a weekday, a weekday before every day. Without an amount it is as the policy
    has it. Rows are never changed: the newest counts from the moment it was set, so that a night
    that is run again for a past day finds what was known then.
    """

    resource = models.CharField(max_length=10, choices=Resource.choices)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    weekday = models.SmallIntegerField(null=True, help_text="0 is Monday; none: every day")
    on = models.DateField(null=True)
    amount = models.IntegerField(null=True, help_text="Minutes or pieces; none: as policy has it")
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["set_at", "id"], name="strategy_capacity_set_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(on__isnull=True),
                name="strategy_capacity_weekday_or_date",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="strategy_capacity_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.amount}"


class Allotment(models.Model):
    """What a case was given by the last night, or why it waits. The lake keeps every night's.

    The night writes them by the million: linked by sets (`engine.links`).
    """

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    as_of = models.DateField()
    decided = models.CharField(max_length=10, help_text="By the decision table")
    treatment = models.CharField(max_length=10, choices=Planned.choices)
    team = models.CharField(max_length=50, blank=True, help_text="Its code")
    net_value_minor = models.BigIntegerField(help_text="Fen of the valuation; for ranking only")
    price_minor = models.BigIntegerField(help_text="What it takes is worth so much to others")
    reason = models.CharField(max_length=10, blank=True, help_text="Why not what was decided")
    considered = models.JSONField(help_text="By treatment: its worth, and what bars it")

    def __str__(self) -> str:
        return f"{self.case_id} {self.treatment}"
