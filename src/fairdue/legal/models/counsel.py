"""Law firms outside, and which of them conducted a matter from when until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fairdue.journal.models import Journalled


class LawFirm(Journalled):
    """A law firm that was engaged by written contract, without which nobody writes as a lawyer."""

    name = models.CharField(max_length=120, unique=True)
    licence = models.CharField(max_length=60, help_text="Its practice licence")
    contract = models.CharField(max_length=80, help_text="Number of the contract with it")
    engaged_on = models.DateField()
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Lawyer(Journalled):
    """A lawyer of a firm who signs in here, by their licence to practise."""

    firm = models.ForeignKey(LawFirm, models.PROTECT, related_name="+", db_index=False)
    username = models.CharField(max_length=150, unique=True, help_text="people.Staff")
    name = models.CharField(max_length=80)
    licence = models.CharField(max_length=60, help_text="Their own licence to practise")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(licence=""), name="legal_lawyer_licensed"),
        ]

    def __str__(self) -> str:
        return self.name
