"""How far a job that someone waits for has come: one small file, replaced whole.

The job holds an advisory lock while it runs; the lock tells whether one that says it is running
still is.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection


class State(StrEnum):
    """Where a job that was asked for is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """It said it was running, and no longer is: its process ended."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A job that was asked for: its state, by whom and when."""

    state: State
    asked_by: str
    asked_at: str
    """ISO moment."""

    @property
    def is_under_way(self) -> bool:
        """True while there is something to wait for."""
        return self.state in (State.WAITING, State.RUNNING)


Told = TypeVar("Told", bound=Asked)


@dataclass(frozen=True, slots=True)
class ProgressFile(Generic[Told]):
    """The file of one kind of job, below settings.VAR, and the lock that a running one holds."""

    name: str
    lock: int
    kind: type[Told]

    def write(self, told: Told) -> None:
        """Replace the file, whole."""
        path = self._path()
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(json.dumps(asdict(told), ensure_ascii=False), encoding="utf-8")
        draft.replace(path)

    def read(self) -> Told | None:
        """The job last asked for, or None. A running one whose process ended is STOPPED."""
        stored = self._stored()
        if stored is None:
            return None
        found = self._from(stored)
        if found.state is State.RUNNING and not self.is_held():
            again = self._stored()
            if again is None or again == stored:
                return replace(found, state=State.STOPPED)
            return self._from(again)
        return found

    def is_held(self) -> bool:
        """True while some process holds the lock."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted "
                "AND classid::bigint = %s AND objid::bigint = %s)",
                [self.lock >> 32, self.lock & 0xFFFFFFFF],
            )
            return bool(cursor.fetchone()[0])

    def _from(self, stored: dict[str, Any]) -> Told:
        return self.kind(**stored | {"state": State(stored["state"])})

    def _stored(self) -> dict[str, Any] | None:
        try:
            return dict(json.loads(self._path().read_text(encoding="utf-8")))
        except OSError:
            return None

    def _path(self) -> Path:
        path: Path = settings.VAR / "nightly" / self.name
        return path
