"""Incidents, hard cases given by name, and what people write for themselves."""

from fairdue.care.models.entries import EntryKind, OwnEntry
from fairdue.care.models.incidents import (
    Closing,
    HardCaseGiven,
    Incident,
    IncidentKind,
    IncidentState,
)

__all__ = [
    "Closing",
    "EntryKind",
    "HardCaseGiven",
    "Incident",
    "IncidentKind",
    "IncidentState",
    "OwnEntry",
]
