"""Time to recover after what was hard to bear."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RespiteKind(models.TextChoices):
    """How somebody recovers."""

    LIGHTER = "lighter", _("A lighter queue")
    BREAK = "break", _("A break")


class Respite(models.Model):
    """Time to recover: nothing hard is given to this person, and the day's target shrinks by it.

    Not journalled: how somebody recovers is nobody's business but theirs.
    """

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RespiteKind.choices)
    starts_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["staff", "-until"], name="work_respite_staff")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("starts_at")), name="work_respite_forward"
            ),
        ]
