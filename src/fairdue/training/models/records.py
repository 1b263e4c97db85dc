"""What people learnt: sittings and their answers, certificates, exercises, clearance."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Journalled
from fairdue.training.models.courses import Course, CourseVersion


class Sitting(Journalled):
    """One person's test on one version of a course: its questions, then a simulated talk."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    right = models.PositiveSmallIntegerField(default=0, help_text="Questions answered rightly")
    asked = models.PositiveSmallIntegerField(default=0)
    talk_points = models.PositiveSmallIntegerField(default=0)
    talk_points_max = models.PositiveSmallIntegerField(default=0)
    breaches = models.PositiveSmallIntegerField(default=0, help_text="Breaches in the talk")

    class Meta:
        indexes = [models.Index(fields=["staff", "-started_at"], name="training_sitting_staff")]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "version"],
                condition=Q(finished_at__isnull=True),
                name="training_sitting_one_open",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, passed__isnull=True)
                | Q(finished_at__isnull=False, passed__isnull=False),
                name="training_sitting_marked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.staff_id} on {self.version_id}"


class Part(models.TextChoices):
    """What was answered."""

    QUESTION = "question", _("Question")
    TALK = "talk", pgettext_lazy("test", "Talk")


class Answer(models.Model):
    """One answer within a sitting; the database refuses to change it. What was typed is sealed."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="Counted from 0")
    part = models.CharField(max_length=10, choices=Part.choices)
    asked = models.CharField(max_length=40, help_text="The question, or the talk's turn")
    choice = models.PositiveSmallIntegerField(null=True, help_text="Counted from 0")
    typed_sealed = models.BinaryField(null=True)
    points = models.PositiveSmallIntegerField()
    points_max = models.PositiveSmallIntegerField()
    breaches = models.JSONField(default=list, help_text="Kinds of what may not be said")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "place"], name="training_answer_place"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}.{self.place}"


class Certificate(Journalled):
    """A course passed: counts through a day, unless withdrawn. Needs a passed sitting."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    expires_on = models.DateField(help_text="The last day it counts")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["staff", "course", "-expires_on"], name="training_certificate_held"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.course_id} through {self.expires_on}"


class Because(models.TextChoices):
    """Why an exercise was assigned."""

    FINDING = "finding", _("A finding about a talk")
    LAW = "law", _("A rule changed")
    ASSIGNED = "assigned", _("Assigned by a lead or compliance officer")


class Exercise(Journalled):
    """A course to be passed again, by the end of a day; done by the next sitting that passes."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    because = models.CharField(max_length=10, choices=Because.choices)
    reference = models.CharField(max_length=80, blank=True, help_text="spoken_finding:12, a rule")
    assigned_by = models.CharField(max_length=150)
    assigned_at = models.DateTimeField()
    note = models.TextField(blank=True, help_text="Why, where somebody assigned it")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "course", "because", "reference"],
                condition=Q(done_at__isnull=True),
                name="training_exercise_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.course_id} by {self.due_on}"


class Clearance(Journalled):
    """From when until when a person may work cases in their role, as their certificates and
    exercises have it. The one row that every route to a case asks, the database itself included.
    """

    staff = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+"
    )
    role = models.CharField(max_length=20, help_text="In another role it counts for nothing")
    since = models.DateTimeField()
    until = models.DateTimeField(help_text="Not at this moment any more")

    def __str__(self) -> str:
        return f"{self.staff_id} until {self.until}"
