"""Staff members, their teams and roles."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff is here to do; decides which rooms open."""

    COLLECTOR = "collector", _("Collector")
    VISITOR = "visitor", _("Visitor")
    LEGAL = "legal", _("Legal officer")
    COUNSEL = "counsel", _("Outside counsel")
    LEAD = "lead", _("Team lead")
    COMPLIANCE = "compliance", _("Compliance officer")
    STRATEGIST = "strategist", _("Strategist")
    MANAGEMENT = "management", _("Management")
    ADMINISTRATOR = "administrator", _("Administrator")


class Team(models.Model):
    """A group of collectors with one queue."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Staff(AbstractUser):
    """A person who signs in."""

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.COLLECTOR)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10, default="zh-hans")
    telephone = models.CharField(
        max_length=160, blank=True, help_text="Extension or SIP address that rings on this desk"
    )

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    @property
    def display_name(self) -> str:
        """Full name where known, else the sign-in name. Chinese names run family name first."""
        return f"{self.last_name}{self.first_name}" or self.username
