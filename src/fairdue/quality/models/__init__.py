"""Transcripts, what was found in them, and the tasks that come of it."""

from fairdue.quality.models.findings import ReviewTask, SpokenFinding, State, TaskKind
from fairdue.quality.models.transcripts import Transcript, TranscriptSource

__all__ = [
    "ReviewTask",
    "SpokenFinding",
    "State",
    "TaskKind",
    "Transcript",
    "TranscriptSource",
]
