"""Sums over a day of the lake, or between two: counted once for each version of their files, kept.

    <FAIRDUE_VAR>/sums/as_of=<day>/buckets.json, moves-since-<earlier day>.json

A file of sums names what it was counted from, by size and moment of writing, and by what code. So
it is counted again when a day is written again, when the code that counts changes, and when it is
missing or can't be read; removing the whole folder loses nothing but time. Sums hold no account.
They lie beside the lake, not in it: nights over the same input leave the same lake, to the byte.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from fairdue.delinquency.columns import STANDING_DATASET
from fairdue.engine.lake import lake
from fairdue.reporting import columns

Row = tuple[Any, ...]
Versions = tuple[tuple[str, int, int], ...]
"""Of each file counted: its path, its bytes, and when it was written, in nanoseconds."""

_COUNTED_BY = sha256(Path(columns.__file__).read_bytes()).hexdigest()[:16]


def of_day(day: date) -> tuple[Row, ...]:
    """Rows of `columns.bucket_sums` of a day. Raises DayMissingError."""
    return _remembered(_folder(), lake().root, "buckets", day, _versions(day))


def between(before: date, day: date) -> tuple[Row, ...]:
    """Rows of `columns.move_sums` from an earlier day to a later. Raises DayMissingError."""
    return _remembered(_folder(), lake().root, f"moves-since-{before}", day, _versions(before, day))


def forget(*, kept: bool = False) -> None:
    """Drop the sums that this process remembers; with `kept`, those on disk as well."""
    _remembered.cache_clear()
    if kept:
        shutil.rmtree(_folder(), ignore_errors=True)


@functools.lru_cache(maxsize=256)
def _remembered(
    folder: Path, root: Path, name: str, day: date, versions: Versions
) -> tuple[Row, ...]:
    path = folder / f"as_of={day}" / f"{name}.json"
    counted_from = {"files": [list(each) for each in versions], "by": _COUNTED_BY}
    found = _kept(path)
    if found.get("counted_from") != counted_from:
        found = {"counted_from": counted_from, "rows": _count(root, versions).rows()}
        with suppress(OSError):  # where nothing can be written it is counted each time
            _keep(path, found)
    return tuple(tuple(row) for row in found["rows"])


def _folder() -> Path:
    return Path(settings.VAR) / "sums"


def _count(root: Path, versions: Versions) -> pl.DataFrame:
    count: Callable[..., pl.DataFrame] = (
        columns.bucket_sums if len(versions) == 1 else columns.move_sums
    )
    return count(*(pl.scan_parquet(root / path) for path, _, _ in versions))


def _versions(*days: date) -> Versions:
    paths = (lake().file(STANDING_DATASET, day, "standing") for day in days)
    stats = ((path.relative_to(lake().root), path.stat()) for path in paths)
    return tuple((str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def _kept(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def _keep(path: Path, found: dict[str, Any]) -> None:
    """Write a file whole or not at all, whoever else writes it now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".draft-{path.name}-{os.getpid()}-{threading.get_ident()}")
    try:
        draft.write_text(json.dumps(found, ensure_ascii=False))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
