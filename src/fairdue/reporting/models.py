"""Reports of a day, week or month: when they are made, what they said, and to whom they went."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.people.models import Staff


class Period(models.TextChoices):
    """How long a report's span is."""

    DAY = "day", _("Daily")
    WEEK = "week", _("Weekly")
    MONTH = "month", _("Monthly")


class ReportKind(models.TextChoices):
    """What a report holds."""

    FIGURES = "figures", _("Figures with commentary")
    RETURN = "return", _("Return by clause")


class ReportSchedule(Journalled):
    """A report that is made by itself after each period, and who gets it by e-mail."""

    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    period = models.CharField(max_length=5, choices=Period.choices)
    currency = models.CharField(max_length=3)
    staff_ids = ArrayField(models.BigIntegerField(), help_text="Who gets it")
    language = models.CharField(max_length=10, blank=True, help_text="Empty: each their own")
    starts_on = models.DateField(help_text="Periods that end earlier are not made")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.currency}"


class PeriodReport(Journalled):
    """One period's figures as they were known when it was made. The document never changes."""

    kind = models.CharField(max_length=8, choices=ReportKind.choices)
    period = models.CharField(max_length=5, choices=Period.choices)
    first = models.DateField()
    last = models.DateField()
    currency = models.CharField(max_length=3)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    document = models.JSONField(help_text="Figures, definitions and queries: rules/freezing.py")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the document")
    commentary_en = models.TextField(blank=True)
    commentary_zh = models.TextField(blank=True)
    confirmed_by = models.CharField(max_length=150, blank=True, help_text="Empty: not confirmed")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period", "first", "currency"], name="reporting_report_once"
            )
        ]
        indexes = [models.Index(fields=["-last", "-id"], name="reporting_report_last")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} – {self.last} {self.currency}"


class Recount(Journalled):
    """What a report's figures come to at a later moment, where they differ from it."""

    report = models.ForeignKey(PeriodReport, models.PROTECT, related_name="recounts")
    known_at = models.DateTimeField()
    differing = models.JSONField(help_text="[{figure's document, why}]: only what differs")
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["report", "-known_at"], name="reporting_recount_report")]


class PostState(models.TextChoices):
    """How far a report's e-mail has come."""

    WAITING = "waiting", pgettext_lazy("sending", "Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNCONFIRMED = "unconfirmed", _("May have been sent")
    FAILED = "failed", _("Not sent")


class ReportPost(Journalled):
    """One report's e-mail to one member of staff: sent once, or not at all."""

    report = models.ForeignKey(PeriodReport, models.PROTECT, related_name="posts")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=12, choices=PostState.choices, default=PostState.WAITING)
    key = models.CharField(max_length=40, help_text="What the message is known by")
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem_en = models.CharField(max_length=300, blank=True)
    problem_zh = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "staff"], name="reporting_post_once")
        ]


class SavedView(Journalled):
    """Figures that somebody put together for themselves, or for everybody who may see figures."""

    name = models.CharField(max_length=60)
    keys = ArrayField(models.CharField(max_length=40), help_text="Of the catalogue, in its order")
    owner = models.CharField(max_length=150)
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=models.Q(removed_at=None),
                name="reporting_view_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name
