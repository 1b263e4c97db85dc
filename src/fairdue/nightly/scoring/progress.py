"""How far the training that was last asked for in the browser has come; one small file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection


class TrainingState(StrEnum):
    """Where a training that was asked for is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """It said it was running, and no longer is: its process ended."""


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """The training last asked for. `missing`: by target, what history lacks, as {en, zh}."""

    state: TrainingState
    asked_by: str
    asked_at: str
    """ISO moment."""
    as_of: str = ""
    trained: tuple[str, ...] = ()
    missing: tuple[tuple[str, dict[str, str]], ...] = ()
    problem: str = ""

    @property
    def is_under_way(self) -> bool:
        """True while there is something to wait for."""
        return self.state in (TrainingState.WAITING, TrainingState.RUNNING)


LOCK = 0x73636F7265
"""Key of the advisory lock that a running training holds."""


def write(progress: TrainingProgress) -> None:
    """Replace the file, whole."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(progress), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def read() -> TrainingProgress | None:
    """The training last asked for, or None. One whose process ended is STOPPED."""
    stored = _stored()
    if stored is None:
        return None
    found = _from(stored)
    if found.state is TrainingState.RUNNING and not _is_held():
        again = _stored()
        return replace(found, state=TrainingState.STOPPED) if again == stored else _from(again)
    return found


def _from(stored: dict[str, Any] | None) -> TrainingProgress:
    given = dict(stored or {})
    given["state"] = TrainingState(given["state"])
    given["trained"] = tuple(given["trained"])
    given["missing"] = tuple((target, words) for target, words in given["missing"])
    return TrainingProgress(**given)


def _stored() -> dict[str, Any] | None:
    try:
        return dict(json.loads(_path().read_text(encoding="utf-8")))
    except OSError:
        return None


def _is_held() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND classid::bigint = %s AND objid::bigint = %s)",
            [LOCK >> 32, LOCK & 0xFFFFFFFF],
        )
        return bool(cursor.fetchone()[0])


def _path() -> Path:
    path: Path = settings.VAR / "nightly" / "training.json"
    return path
