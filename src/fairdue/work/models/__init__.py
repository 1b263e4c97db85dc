"""The queue, callbacks and notes; time to recover; shifts, and what colleagues ask."""

from fairdue.work.models.inbox import InboxEntry, InboxKind, InboxState
from fairdue.work.models.queue import (
    BY_TELEPHONE,
    Callback,
    Ending,
    Note,
    QueueItem,
    QueueState,
    Stint,
)
from fairdue.work.models.respites import Respite, RespiteKind
from fairdue.work.models.team import Ability, Roster, RosterKind, TeamGoal

__all__ = [
    "BY_TELEPHONE",
    "Ability",
    "Callback",
    "Ending",
    "InboxEntry",
    "InboxKind",
    "InboxState",
    "Note",
    "QueueItem",
    "QueueState",
    "Respite",
    "RespiteKind",
    "Roster",
    "RosterKind",
    "Stint",
    "TeamGoal",
]
