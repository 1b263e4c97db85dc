"""Transcripts, what was found in them, the tasks that come of it; talks drawn and their scores."""

from fairdue.quality.models.findings import ReviewTask, SpokenFinding, State, TaskKind
from fairdue.quality.models.scoring import (
    CoachingNote,
    Draw,
    DrawnTalk,
    Purpose,
    SamplingPlan,
    Score,
    ScoreAppeal,
    Stratum,
    Why,
)
from fairdue.quality.models.sheets import SheetApproval, SheetState, SheetVersion
from fairdue.quality.models.transcripts import Transcript, TranscriptSource

__all__ = [
    "CoachingNote",
    "Draw",
    "DrawnTalk",
    "Purpose",
    "ReviewTask",
    "SamplingPlan",
    "Score",
    "ScoreAppeal",
    "SheetApproval",
    "SheetState",
    "SheetVersion",
    "SpokenFinding",
    "State",
    "Stratum",
    "TaskKind",
    "Transcript",
    "TranscriptSource",
    "Why",
]
