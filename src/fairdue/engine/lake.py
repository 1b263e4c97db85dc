"""The lake: one folder per dataset and day, written whole or not at all.

    <root>/<dataset>/as_of=2026-01-31/<name>.parquet, manifest.json

A day is staged beside its place and renamed into it, so a reader sees the old day or the new
one, never a half. The manifest holds what made the day (digests, versions), so that the same
input can be recognised. Nothing of a process that was killed is ever read: stale drafts are
removed by the next writer.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any


def lake() -> Lake:
    """The lake of this installation, under settings.VAR."""
    from django.conf import settings

    return Lake(settings.VAR / "lake")


class DayMissingError(LookupError):
    """The lake has no such day; the message names the dataset and the nearest days."""


class Lake:
    """Days of datasets under one root folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def days(self, dataset: str) -> list[date]:
        """All days of a dataset, in order."""
        folder = self.root / dataset
        if not folder.is_dir():
            return []
        found = (entry.name for entry in folder.iterdir() if entry.name.startswith("as_of="))
        return sorted(date.fromisoformat(name.removeprefix("as_of=")) for name in found)

    def has(self, dataset: str, day: date) -> bool:
        """True when the day is there, whole."""
        return self.path(dataset, day).is_dir()

    def path(self, dataset: str, day: date) -> Path:
        """The folder of a day, whether or not it is there."""
        return self.root / dataset / f"as_of={day.isoformat()}"

    def file(self, dataset: str, day: date, name: str) -> Path:
        """A Parquet file of a day that is there. Raises DayMissingError otherwise."""
        if not self.has(dataset, day):
            known = ", ".join(str(known) for known in self.days(dataset)[-5:]) or "none"
            raise DayMissingError(f"{dataset} has no day {day}; its last days are: {known}")
        return self.path(dataset, day) / f"{name}.parquet"

    def before(self, dataset: str, day: date) -> date | None:
        """The last day before `day`, if any."""
        return max((known for known in self.days(dataset) if known < day), default=None)

    def manifest(self, dataset: str, day: date) -> dict[str, Any]:
        """What made the day; {} when there is none."""
        path = self.path(dataset, day) / "manifest.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    @contextmanager
    def write_day(self, dataset: str, day: date, manifest: dict[str, Any]) -> Iterator[Path]:
        """A draft folder to fill; it becomes the day when the block ends without an error."""
        final = self.path(dataset, day)
        final.parent.mkdir(parents=True, exist_ok=True)
        self._sweep(final)
        draft = final.with_name(f".draft-{final.name}-{os.getpid()}")
        draft.mkdir()
        try:
            yield draft
            text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1)
            (draft / "manifest.json").write_text(text)
            self._swap(draft, final)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _swap(self, draft: Path, final: Path) -> None:
        old = final.with_name(f".old-{final.name}-{os.getpid()}")
        if final.exists():
            final.rename(old)
        draft.rename(final)
        shutil.rmtree(old, ignore_errors=True)

    def _sweep(self, final: Path) -> None:
        """Remove what killed writers left; put an old day back whose swap never finished."""
        for old in final.parent.glob(f".old-{final.name}-*"):
            if final.exists():
                shutil.rmtree(old)
            else:
                old.rename(final)
        for draft in final.parent.glob(f".draft-{final.name}-*"):
            shutil.rmtree(draft)
