"""How far the night that was last asked for has come, for whoever waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.nightly.progress_file import Asked, ProgressFile, State
from fairdue.nightly.run import LOCK


@dataclass(frozen=True, slots=True)
class NightProgress(Asked):
    """The night last asked for, and the step it is at."""

    day: str = ""
    label: str = ""
    done: int = 0
    of: int = 0
    problem: str = ""

    @property
    def percent(self) -> int:
        """Steps done of all, in hundredths."""
        return 100 * self.done // self.of if self.of else 0


FILE = ProgressFile("progress.json", LOCK, NightProgress)
__all__ = ["FILE", "NightProgress", "State"]
