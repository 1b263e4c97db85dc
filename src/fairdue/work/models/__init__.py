"""The queue, callbacks and notes; time to recover."""

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

__all__ = [
    "BY_TELEPHONE",
    "Callback",
    "Ending",
    "Note",
    "QueueItem",
    "QueueState",
    "Respite",
    "RespiteKind",
    "Stint",
]
