"""Courses, their versions, and who approved them.

    draft ─▶ submitted ─▶ live ─▶ replaced, by a newer version
      ▲          │
      └──────────┴─▶ refused

A version is live once two people approved it who wrote none of it, a compliance officer among
them; the database sees to that, and that contents change in drafts only. Those that come with
Fairdue are live as installed, until the lender's own take their place.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.kernel.text import Text

MAKER = "Fairdue"
"""Who wrote the versions that come with the product."""


class CourseState(models.TextChoices):
    """Where a version is on its way."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting approval")
    LIVE = "live", _("Live")
    REPLACED = "replaced", _("Replaced")
    REFUSED = "refused", _("Refused")


class Course(Journalled):
    """Something to be learnt and tested, by a code that policies name."""

    code = models.SlugField(max_length=40, unique=True)
    title_en = models.CharField(max_length=80)
    title_zh = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> Text:
        """What it is called."""
        return Text(self.title_en, self.title_zh)


class CourseVersion(Journalled):
    """The contents of a course as somebody wrote them, and how far they have come."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CourseState.choices)
    content = models.JSONField(help_text="As rules.content.read takes it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    note = models.TextField(blank=True, help_text="Why it was written")
    shipped = models.BooleanField(default=False, help_text="Comes with the product")
    editors = ArrayField(models.CharField(max_length=150))
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    live_from = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Replaced or refused")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="training_version_number"),
            models.UniqueConstraint(
                fields=["course"], condition=Q(state="live"), name="training_version_one_live"
            ),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(state__in=["draft", "submitted"]),
                name="training_version_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} #{self.number}: {self.state}"


class CourseApproval(Journalled):
    """Somebody's approval of a submitted version, with the role they had. Never changed."""

    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="approvals")
    approver = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "approver"], name="training_approval_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} by {self.approver}"
