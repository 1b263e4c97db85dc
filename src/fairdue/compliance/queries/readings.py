"""How this installation reads the law at a moment: its profile and what was chosen on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.compliance.models import ReadingChoice
from fairdue.rulebook.packs import profile
from fairdue.rulebook.profile import Profile


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """One choice of a reading, as it was made. `reading` "" went back to the profile's."""

    rule: str
    parameter: str
    reading: str
    reason: str
    chosen_by: str
    chosen_at: datetime


def profile_at(at: datetime, policy: str = "default") -> Profile:
    """The profile by which the law is read at a moment: that of the policy pack, and on top of
    it the newest choice made for each parameter by then. For `rulebook.packs.law_in_force`.
    """
    newest = (
        ReadingChoice.objects.filter(chosen_at__lte=at)
        .order_by("rule", "parameter", "-chosen_at", "-id")
        .distinct("rule", "parameter")
        .values_list("rule", "parameter", "reading")
    )
    chosen = {(rule, parameter): reading for rule, parameter, reading in newest if reading}
    return profile(policy).choosing(chosen)


def choices_of(rule: str) -> list[ChoiceFacts]:
    """Every choice made for a rule's parameters, newest first."""
    return [
        ChoiceFacts(row.rule, row.parameter, row.reading, row.reason, row.chosen_by, row.chosen_at)
        for row in ReadingChoice.objects.filter(rule=rule).order_by("-chosen_at", "-id")
    ]
