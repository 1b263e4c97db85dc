"""How far the night that was last asked for has come, for whoever waits for it.

One small file under settings.VAR, replaced whole. The night's own lock tells whether a night
that says it is running still is.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import connection

from fairdue.nightly.run import LOCK


class NightState(StrEnum):
    """Where a night that was asked for is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """It said it was running, and no longer is: its process ended."""


@dataclass(frozen=True, slots=True)
class NightProgress:
    """The night last asked for: by whom, its state, and the step it is at."""

    state: NightState
    asked_by: str
    asked_at: str
    """ISO moment."""
    day: str = ""
    label: str = ""
    done: int = 0
    of: int = 0
    problem: str = ""

    @property
    def percent(self) -> int:
        """Steps done of all, in hundredths."""
        return 100 * self.done // self.of if self.of else 0

    @property
    def is_under_way(self) -> bool:
        """True while there is something to wait for."""
        return self.state in (NightState.WAITING, NightState.RUNNING)


def write(progress: NightProgress) -> None:
    """Replace the file, whole."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(progress), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def read() -> NightProgress | None:
    """The night last asked for, or None. A running night whose process ended is STOPPED."""
    try:
        stored = json.loads(_path().read_text(encoding="utf-8"))
    except OSError:
        return None
    found = NightProgress(**stored | {"state": NightState(stored["state"])})
    if found.state is NightState.RUNNING and not is_running():
        again = json.loads(_path().read_text(encoding="utf-8"))
        if again == stored:
            return replace(found, state=NightState.STOPPED)
        return NightProgress(**again | {"state": NightState(again["state"])})
    return found


def is_running() -> bool:
    """True while some process holds the night's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND classid::bigint = %s AND objid::bigint = %s)",
            [LOCK >> 32, LOCK & 0xFFFFFFFF],
        )
        return bool(cursor.fetchone()[0])


def _path() -> Path:
    path: Path = settings.VAR / "nightly" / "progress.json"
    return path
