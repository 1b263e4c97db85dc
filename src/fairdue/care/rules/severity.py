"""How hard an incident was to bear, and what a case may bring. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

INSULT, THREAT, SEXUAL, RACIST, OTHER = "insult", "threat", "sexual", "racist", "other"
KINDS = (INSULT, THREAT, SEXUAL, RACIST, OTHER)


@dataclass(frozen=True, slots=True)
class CarePolicy:
    """The lender's choices, by kind of incident where they differ by it."""

    severity: Mapping[str, int]
    """Points."""
    respite_minutes: Mapping[str, int]
    rest_hours: Mapping[str, int]
    """How long the case rests before somebody else calls."""
    window_days: int
    """How far back points that people carried count."""
    history_days: int
    """How far back incidents make a case hard."""
    complaint_points: int
    hard_from: int
    """A case of fewer points isn't hard."""
    evidence_days: int
    """How long recordings are held after an incident is closed."""
    people_least: int
    """Figures of fewer people aren't shown."""


def hardness(incident_points: int, open_complaints: int, policy: CarePolicy) -> int:
    """Points of a case by its history; 0 where that isn't hard."""
    points = incident_points + open_complaints * policy.complaint_points
    return points if points >= policy.hard_from else 0
