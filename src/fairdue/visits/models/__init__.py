"""What is planned for the road, and what came of it."""

from fairdue.visits.models.places import Base, Level, Place, PlaceSource
from fairdue.visits.models.rounds import Round, RoundState, VisitTeam
from fairdue.visits.models.visits import (
    Basis,
    FallenBecause,
    LeftOutBecause,
    Origin,
    Skill,
    Visit,
    VisitState,
)

__all__ = [
    "Base",
    "Basis",
    "FallenBecause",
    "LeftOutBecause",
    "Level",
    "Origin",
    "Place",
    "PlaceSource",
    "Round",
    "RoundState",
    "Skill",
    "Visit",
    "VisitState",
    "VisitTeam",
]
