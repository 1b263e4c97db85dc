"""How far the training that was last asked for in the browser has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairdue.nightly.progress_file import Asked, ProgressFile, State

LOCK = 0x73636F7265
"""Key of the advisory lock that a running training holds."""


@dataclass(frozen=True, slots=True)
class TrainingProgress(Asked):
    """The training last asked for. `missing`: by target, what history lacks, as {en, zh}."""

    as_of: str = ""
    trained: Sequence[str] = ()
    missing: Sequence[tuple[str, dict[str, str]]] = ()
    problem: str = ""


FILE = ProgressFile("training.json", LOCK, TrainingProgress)
__all__ = ["FILE", "LOCK", "State", "TrainingProgress"]
