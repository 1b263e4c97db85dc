"""What is planned for the road, and what came of it."""

from fairdue.visits.models.devices import Device, HandIn
from fairdue.visits.models.places import Base, Level, Place, PlaceSource
from fairdue.visits.models.records import (
    Conflict,
    Deed,
    DeedKind,
    Evidence,
    EvidenceKind,
    RecordState,
    VisitRecord,
)
from fairdue.visits.models.rounds import Round, RoundState, VisitTeam
from fairdue.visits.models.safety import Alarm, AlarmKind, Came
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
    "Alarm",
    "AlarmKind",
    "Base",
    "Basis",
    "Came",
    "Conflict",
    "Deed",
    "DeedKind",
    "Device",
    "Evidence",
    "EvidenceKind",
    "FallenBecause",
    "HandIn",
    "LeftOutBecause",
    "Level",
    "Origin",
    "Place",
    "PlaceSource",
    "RecordState",
    "Round",
    "RoundState",
    "Skill",
    "Visit",
    "VisitRecord",
    "VisitState",
    "VisitTeam",
]
